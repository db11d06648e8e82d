using EdgeVitals.Fleet;

return await FleetCommands.RunAsync(args);
