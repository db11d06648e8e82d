using System.Reflection;
using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Release;

namespace EdgeVitals.Tests.Gateway;

public sealed class ReleaseTypeTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Fact]
    public void Release_constructor_is_private_and_the_type_sealed()
    {
        Assert.True(typeof(Release<>).IsSealed);
        Assert.All(typeof(Release<>).GetConstructors(All), c => Assert.True(c.IsPrivate));
    }

    [Fact]
    public void Release_is_constructed_by_its_gate_alone()
    {
        string[] makers = [.. typeof(GatewayHost).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(All).Cast<MethodBase>().Concat(t.GetConstructors(All)))
            .Where(Constructs).Select(m => Outermost(m.DeclaringType!).Name + "/" + Owner(m.DeclaringType!).Name)
            .Distinct()];

        // The gate itself must be found, or the search would pass for being blind.
        Assert.Equal(["Release`1/Gate"], makers);
    }

    private static bool Constructs(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int i = 0; i + 4 < code.Length; i++)
        {
            // newobj; a byte that only looks like it gives a token that is no constructor of ours.
            if (code[i] != 0x73)
            {
                continue;
            }
            try
            {
                MethodBase? target = method.Module.ResolveMethod(
                    BitConverter.ToInt32(code, i + 1), typeArguments, methodArguments);
                Type? made = target?.DeclaringType;
                if (made is { IsGenericType: true } && made.GetGenericTypeDefinition() == typeof(Release<>))
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is ArgumentException or BadImageFormatException)
            {
                // Not a token.
            }
        }
        return false;
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }
        return type;
    }

    /// <summary>The type that a lambda's or an iterator's hidden class belongs to.</summary>
    private static Type Owner(Type type)
    {
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            type = outer;
        }
        return type;
    }

    [Fact]
    public void Update_schema_charges_nothing_but_the_vector() =>
        Assert.Equal(["vector"], UpdateMessage.Schema.Where(f => f.Charged).Select(f => f.Name));
}
