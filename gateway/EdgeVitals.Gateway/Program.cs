using EdgeVitals.Gateway.Commands;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
