using System.Collections.Concurrent;
using EdgeVitals.Pi;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Tests.Pi;

/// <summary>Keeps log lines.</summary>
internal sealed class TestLog
{
    public ConcurrentQueue<string> Lines { get; } = new();
}

internal sealed class Logger(TestLog log) : ILogger<DeviceAgent>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => log.Lines.Enqueue(formatter(state, exception));
}
