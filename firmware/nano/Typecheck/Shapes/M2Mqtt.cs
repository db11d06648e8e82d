// Shapes of nanoFramework.M2Mqtt 5.1, written from its public sources for typechecking alone; nothing here runs.
using System;
using System.Collections;
using System.Device;

namespace nanoFramework.M2Mqtt
{
    using Messages;

    public enum MqttSslProtocols
    {
        None,
        SSLv3,
        TLSv1_0,
        TLSv1_1,
        TLSv1_2,
        TLSv1_3,
    }

    public interface IMqttClient
    {
        delegate void MqttMsgPublishEventHandler(object sender, MqttMsgPublishEventArgs e);

        delegate void ConnectionClosedEventHandler(object sender, EventArgs e);
    }

    public class MqttSettings
    {
        public int InflightQueueSize { get; set; }
    }

    public class MqttClient : IMqttClient, IDisposable
    {
        public event IMqttClient.MqttMsgPublishEventHandler MqttMsgPublishReceived
        {
            add => throw Shape.Error;
            remove => throw Shape.Error;
        }

        public event IMqttClient.ConnectionClosedEventHandler ConnectionClosed
        {
            add => throw Shape.Error;
            remove => throw Shape.Error;
        }

        public MqttSettings Settings => throw Shape.Error;

        public void Init(string brokerHostName, int brokerPort, bool secure, byte[]? caCert, byte[]? clientCert,
            MqttSslProtocols sslProtocol) => throw Shape.Error;

        public MqttReasonCode Connect(string clientId, string username, string password, bool cleanSession,
            ushort keepAlivePeriod) => throw Shape.Error;

        public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels) => throw Shape.Error;

        public ushort Publish(string topic, byte[] message, string? contentType, ArrayList? userProperties,
            MqttQoSLevel qosLevel, bool retain) => throw Shape.Error;

        public void Disconnect() => throw Shape.Error;

        public void Dispose() => throw Shape.Error;
    }
}

namespace nanoFramework.M2Mqtt.Messages
{
    public enum MqttQoSLevel : byte
    {
        AtMostOnce = 0,
        AtLeastOnce = 1,
        ExactlyOnce = 2,
    }

    public enum MqttReasonCode : byte
    {
        Success = 0,
    }

    public class MqttMsgPublishEventArgs : EventArgs
    {
        public string Topic => throw Shape.Error;

        public byte[] Message => throw Shape.Error;
    }
}
