// The gate is nested in the type that only it may construct; this is its everyday name.
global using ReleaseGate = EdgeVitals.Gateway.Release.Release<EdgeVitals.Federated.UpdateMessage>.Gate;
