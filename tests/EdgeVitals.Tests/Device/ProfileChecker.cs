using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EdgeVitals.Tests.Device;

/// <summary>Holds built types to the restricted C# of the nanoFramework profile. It looks at the compiled code, since
/// what crashes there compiles without a word: generics, Span, multidimensional arrays, localloc, Nullable, ValueTuple,
/// Task, decimal, default interface methods, and every framework member outside of the list below.</summary>
internal sealed class ProfileChecker
{
    // Members that the base library of nanoFramework has with the same meaning.
    private static readonly HashSet<string> Members =
    [
        "System.Object::.ctor",
        "System.String::.ctor", "System.String::get_Length", "System.String::get_Chars", "System.String::Concat",
        "System.String::op_Equality", "System.String::op_Inequality", "System.String::Split",
        "System.Array::Copy", "System.Array::Clear",
        "System.Math::Sqrt", "System.Math::Abs", "System.Math::Min", "System.Math::Max",
        "System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray",
        "System.ArgumentException::.ctor", "System.ArgumentNullException::.ctor",
        "System.ArgumentOutOfRangeException::.ctor", "System.InvalidOperationException::.ctor",
    ];

    private static readonly HashSet<string> Types =
    [
        "System.Object", "System.String", "System.Array", "System.ValueType", "System.Enum",
        "System.RuntimeFieldHandle",
        "System.Boolean", "System.Char", "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32",
        "System.UInt32", "System.Int64", "System.UInt64", "System.Single", "System.Double",
        .. Members.Select(member => member[..member.IndexOf("::", StringComparison.Ordinal)]),
    ];

    private static readonly string[] Delegates = ["System.Threading.ThreadStart", "System.Threading.TimerCallback"];

    private static readonly Dictionary<ushort, OpCode> OpCodeOf = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (ushort)code.Value);

    private readonly HashSet<string> _members;
    private readonly HashSet<string> _types;
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly Signatures _signatures;
    private readonly List<string> _violations = [];
    private string _where = "";

    private ProfileChecker(PEReader file, string[] more)
    {
        _members = [.. Members, .. more];
        _types = [.. Types, .. more.Select(member => member[..member.IndexOf("::", StringComparison.Ordinal)])];
        _file = file;
        _reader = file.GetMetadataReader();
        _signatures = new Signatures(this);
    }

    /// <summary>Violations in the types of an assembly that are chosen by namespace and name.</summary>
    /// <param name="assemblyPath">The built assembly.</param>
    /// <param name="choose">By namespace and name of the outermost type.</param>
    /// <param name="more">Framework members beyond the list, as Type::Member; Type:: for a type alone.</param>
    public static List<string> Check(string assemblyPath, Func<string, string, bool> choose, params string[] more)
    {
        using FileStream stream = File.OpenRead(assemblyPath);
        using PEReader file = new(stream);
        ProfileChecker checker = new(file, more);
        foreach (TypeDefinitionHandle handle in checker._reader.TypeDefinitions)
        {
            (string space, string name) = checker.OuterNameOf(handle);
            if (choose(space, name)) checker.CheckType(checker._reader.GetTypeDefinition(handle));
        }
        return checker._violations;
    }

    private (string Space, string Name) OuterNameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = _reader.GetTypeDefinition(type.GetDeclaringType());
        return (_reader.GetString(type.Namespace), _reader.GetString(type.Name));
    }

    private void Violation(string what) => _violations.Add($"{_where}: {what}");

    private void CheckType(TypeDefinition type)
    {
        _where = _reader.GetString(type.Name);
        if (type.GetGenericParameters().Count > 0) Violation("generic type");
        if (!type.BaseType.IsNil) CheckEntity(type.BaseType);
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            CheckEntity(_reader.GetInterfaceImplementation(handle).Interface);
        }
        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            FieldDefinition field = _reader.GetFieldDefinition(handle);
            _where = $"{_reader.GetString(type.Name)}.{_reader.GetString(field.Name)}";
            field.DecodeSignature(_signatures, null);
        }
        bool isInterface = (type.Attributes & System.Reflection.TypeAttributes.Interface) != 0;
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _reader.GetMethodDefinition(handle);
            _where = $"{_reader.GetString(type.Name)}.{_reader.GetString(method.Name)}";
            CheckMethod(method, isInterface);
        }
    }

    private void CheckMethod(MethodDefinition method, bool ofInterface)
    {
        if (method.GetGenericParameters().Count > 0) Violation("generic method");
        method.DecodeSignature(_signatures, null);
        if (method.RelativeVirtualAddress == 0) return;
        if (ofInterface) Violation("default interface method");
        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null);
        }
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            if (!region.CatchType.IsNil) CheckEntity(region.CatchType);
        }
        CheckCode(body.GetILReader());
    }

    private void CheckCode(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int first = code.ReadByte();
            ushort value = (ushort)(first == 0xFE ? 0xFE00 | code.ReadByte() : first);
            OpCode opCode = OpCodeOf[value];
            if (opCode == OpCodes.Localloc) Violation("localloc");
            switch (opCode.OperandType)
            {
                case OperandType.InlineMethod:
                case OperandType.InlineField:
                case OperandType.InlineType:
                case OperandType.InlineTok:
                    CheckEntity(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int cases = code.ReadInt32();
                    code.Offset += 4 * cases;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget:
                case OperandType.ShortInlineI:
                case OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8:
                case OperandType.InlineR:
                    code.Offset += 8;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void CheckEntity(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                CheckTypeReference((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null);
                break;
            case HandleKind.MethodSpecification:
                Violation("generic method call");
                break;
            case HandleKind.MemberReference:
                CheckMember(_reader.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void CheckMember(MemberReference member)
    {
        if (IsAllowedDelegate(member)) return;
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(_signatures, null);
        else member.DecodeFieldSignature(_signatures, null);
        if (member.Parent.Kind != HandleKind.TypeReference)
        {
            CheckEntity(member.Parent);
            return;
        }
        string? type = FrameworkNameOf((TypeReferenceHandle)member.Parent);
        if (type is null) return;
        string name = $"{type}::{_reader.GetString(member.Name)}";
        if (!_members.Contains(name)) Violation($"framework member {name}");
    }

    // A delegate is made of an object and the address of a method, an IntPtr that nothing else may use.
    private bool IsAllowedDelegate(MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference) return false;
        string? type = FrameworkNameOf((TypeReferenceHandle)member.Parent);
        return type is not null && Delegates.Contains(type)
            && _members.Contains($"{type}::{_reader.GetString(member.Name)}");
    }

    private void CheckTypeReference(TypeReferenceHandle handle)
    {
        string? name = FrameworkNameOf(handle);
        if (name is not null && !_types.Contains(name)) Violation($"framework type {name}");
    }

    /// <summary>Full name of a type of another assembly, or null for one of this project.</summary>
    private string? FrameworkNameOf(TypeReferenceHandle handle)
    {
        TypeReference type = _reader.GetTypeReference(handle);
        string name = _reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            string? outer = FrameworkNameOf((TypeReferenceHandle)type.ResolutionScope);
            return outer is null ? null : $"{outer}+{name}";
        }
        string full = $"{_reader.GetString(type.Namespace)}.{name}";
        return full.StartsWith("EdgeVitals.", StringComparison.Ordinal) ? null : full;
    }

    /// <summary>Walks a signature and reports what must not be in it; the decoded type itself does not
    /// matter.</summary>
    private sealed class Signatures(ProfileChecker checker) : ISignatureTypeProvider<int, object?>
    {
        public int GetArrayType(int elementType, ArrayShape shape) => Report("multidimensional array");

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => Report("function pointer");

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) =>
            Report("generic instance");

        public int GetGenericMethodParameter(object? genericContext, int index) => Report("generic parameter");

        public int GetGenericTypeParameter(object? genericContext, int index) => Report("generic parameter");

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => Report("pinned local");

        public int GetPointerType(int elementType) => Report("pointer");

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) =>
            typeCode is PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr or PrimitiveTypeCode.TypedReference
                ? Report($"{typeCode}") : 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            checker.CheckTypeReference(handle);
            return 0;
        }

        public int GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        private int Report(string what)
        {
            checker.Violation(what);
            return 0;
        }
    }
}
