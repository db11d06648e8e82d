using EdgeVitals.Cloud.Commands;

return await CloudCommands.RunAsync(args);
