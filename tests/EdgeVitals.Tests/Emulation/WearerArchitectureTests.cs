using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EdgeVitals.Tests.Emulation;

/// <summary>Judges share nothing with what they judge: the virtual wearer uses no detector, and no parameter of the
/// wearer is read by one.</summary>
public sealed class WearerArchitectureTests
{
    // All that the wearers may have of the device: the clock and the line of its leads-off pin.
    private static readonly string[] DeviceTypes = ["IClock", "IInterruptLine"];

    [Fact]
    public void Emulation_refers_to_no_library_of_detectors_and_its_wearers_to_no_detector()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "EdgeVitals.Emulation.dll"));
        using PEReader image = new(file);
        MetadataReader metadata = image.GetMetadataReader();
        string[] assemblies = [.. metadata.AssemblyReferences
            .Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
        Assert.DoesNotContain("EdgeVitals.Signals", assemblies);
        Assert.DoesNotContain("EdgeVitals.Gateway", assemblies);
        int types = 0;
        HashSet<string> used = [];
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            if (!IsOf(metadata, type, "EdgeVitals.Emulation.Wearers")) continue;
            types++;
            used.UnionWith(DeviceTypesOf(image, metadata, type));
        }
        Assert.True(types > 20, $"{types} types of the wearers seen");
        // Its own pin shows that the search finds what is there.
        Assert.Contains("IInterruptLine", used);
        Assert.Empty(used.Except(DeviceTypes));
    }

    [Fact]
    public void Detectors_refer_to_no_emulation()
    {
        foreach (string name in (string[])["EdgeVitals.Device.dll", "EdgeVitals.Signals.dll"])
        {
            using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name));
            using PEReader image = new(file);
            MetadataReader metadata = image.GetMetadataReader();
            Assert.DoesNotContain("EdgeVitals.Emulation", metadata.AssemblyReferences
                .Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name)));
        }
    }

    private static bool IsOf(MetadataReader metadata, TypeDefinition type, string space)
    {
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return metadata.GetString(type.Namespace) == space;
    }

    /// <summary>Names of the types of EdgeVitals.Device and EdgeVitals.Wire that a type's base, interfaces, fields,
    /// signatures and code name: every metadata token in them, whatever it stands for.</summary>
    private static HashSet<string> DeviceTypesOf(PEReader image, MetadataReader metadata, TypeDefinition type)
    {
        HashSet<string> names = [];
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            Add(metadata, metadata.GetInterfaceImplementation(handle).Interface, names);
        }
        if (!type.BaseType.IsNil) Add(metadata, type.BaseType, names);
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            AddSignature(metadata, metadata.GetFieldDefinition(handle).Signature, names);
        }
        foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
        {
            AddSignature(metadata, method.Signature, names);
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                AddSignature(metadata, metadata.GetStandaloneSignature(body.LocalSignature).Signature, names);
            }
            byte[] code = body.GetILBytes() ?? [];
            // Any four bytes that read as a token of a type or member count: too many may be found, never too few.
            for (int i = 0; i + 4 <= code.Length; i++)
            {
                int token = BitConverter.ToInt32(code, i);
                if ((token >> 24) is 0x01 or 0x0A) AddToken(metadata, token, names);
            }
        }
        return names;
    }

    private static void AddToken(MetadataReader metadata, int token, HashSet<string> names)
    {
        EntityHandle handle = MetadataTokens.EntityHandle(token);
        int row = token & 0xFFFFFF;
        if (handle.Kind == HandleKind.TypeReference && row >= 1 && row <= metadata.TypeReferences.Count)
        {
            Add(metadata, handle, names);
        }
        else if (handle.Kind == HandleKind.MemberReference && row >= 1 && row <= metadata.MemberReferences.Count)
        {
            Add(metadata, metadata.GetMemberReference((MemberReferenceHandle)handle).Parent, names);
        }
    }

    private static void Add(MetadataReader metadata, EntityHandle handle, HashSet<string> names)
    {
        if (handle.Kind != HandleKind.TypeReference) return;
        TypeReference reference = metadata.GetTypeReference((TypeReferenceHandle)handle);
        if (reference.ResolutionScope.Kind != HandleKind.AssemblyReference) return;
        string assembly = metadata.GetString(
            metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name);
        if (assembly is "EdgeVitals.Device" or "EdgeVitals.Wire") names.Add(metadata.GetString(reference.Name));
    }

    private static void AddSignature(MetadataReader metadata, BlobHandle signature, HashSet<string> names)
    {
        byte[] bytes = metadata.GetBlobBytes(signature);
        for (int i = 0; i + 1 < bytes.Length; i++)
        {
            // ELEMENT_TYPE_VALUETYPE and ELEMENT_TYPE_CLASS, followed by a compressed TypeDefOrRef.
            if (bytes[i] is not (0x11 or 0x12)) continue;
            int coded = bytes[i + 1] < 0x80 || i + 2 >= bytes.Length
                ? bytes[i + 1] : ((bytes[i + 1] & 0x3F) << 8) | bytes[i + 2];
            if ((coded & 3) == 1) AddToken(metadata, 0x01000000 | (coded >> 2), names);
        }
    }
}
