using System.CommandLine;
using EdgeVitals.Gateway.Consent;
using EdgeVitals.Gateway.Journal;

namespace EdgeVitals.Gateway.Commands;

internal static class ConsentCommand
{
    public static Command Create() => new("consent", "Grant or withdraw a wearer's consent; each change is a receipt.")
    {
        Change("grant", "Grant consent.", isGranted: true),
        Change("withdraw", "Withdraw consent; it takes effect in the next round.", isGranted: false),
    };

    private static Command Change(string verb, string text, bool isGranted)
    {
        Option<string> data = SharedOptions.Data();
        Option<string> wearer = SharedOptions.Id("--wearer", "wearer id");
        var purpose = new Option<string>("--purpose") { Description = "learning or surveillance", Required = true };
        Option<bool> json = SharedOptions.Json();
        var command = new Command(verb, text) { data, wearer, purpose, json };
        command.SetAction(parsed =>
        {
            string id = parsed.GetRequiredValue(wearer), named = parsed.GetRequiredValue(purpose);
            if (!Enum.TryParse(named, ignoreCase: true, out ConsentPurpose chosen) || !Enum.IsDefined(chosen)
                || char.IsDigit(named[0]))
            {
                throw new UsageException("--purpose: accepts learning or surveillance");
            }
            string folder = SharedOptions.Existing(parsed.GetRequiredValue(data));
            using SqliteFile clinic = ClinicFile.Open(folder);
            var book = new ConsentBook(clinic, new GatewayOptions { DataDirectory = folder });
            try
            {
                if (isGranted)
                {
                    book.Grant(id, chosen, "command line");
                }
                else
                {
                    book.Withdraw(id, chosen, "command line");
                }
            }
            catch (ArgumentException)
            {
                throw new UsageException($"--wearer: accepts the id of a paired wearer; '{id}' is none");
            }
            CommandLine.Print(parsed, parsed.GetValue(json),
                new { wearer = id, purpose = chosen.ToString(), granted = isGranted },
                $"{chosen} is {(isGranted ? "granted" : "withdrawn")} for wearer {id}");
            return CommandLine.Done;
        });
        return command;
    }
}
