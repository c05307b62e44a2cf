/// A message of Protocol Buffers: by its type where descriptors have it, else by every plausible reading of its fields.
struct ProtobufView: ContentView {
    let name = "protobuf"

    func priority(for content: Content) -> ContentPriority {
        guard let type = content.mediaType else { return .never }
        return Self.subtypes.contains(String(type.subtype)) || type.subtype.hasSuffix("+proto") ? .declared : .never
    }

    private static let subtypes: Set<String> = [
        "x-protobuf", "protobuf", "proto", "x-protobuffer", "x-proto", "vnd.google.protobuf", "x-google-protobuf",
    ]

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        let bytes = content.bytes[...]
        var reader = ProtobufReader(bytes)
        do throws(ProtobufError) {
            _ = try reader.next()
        } catch {
            throw ContentViewError(message: "not protobuf at byte \(error.offset): \(error.message)")
        }
        let name = Self.typeName(of: content)
        let type = name.flatMap { content.context.schema.messages[$0] }
        if let name {
            output.startLine()
            output.write("message \(name)", .dim)
            if type == nil { output.write("  not described by --proto-descriptors", .dim) }
        }
        var printer = ProtobufPrinter(schema: content.context.schema)
        printer.writeFields(of: bytes, as: type, to: &output)
    }

    /// The type that the content type names, or else what the method of a gRPC call takes or gives.
    private static func typeName(of content: Content) -> String? {
        if let named = content.mediaType?["messagetype"] ?? content.mediaType?["proto"] {
            return named.hasPrefix(".") ? String(named.dropFirst()) : named
        }
        guard let method = GRPCMethod(path: content.context.path) else { return nil }
        let described = content.context.schema.method(method)
        return content.context.side == .request ? described?.requestType : described?.responseType
    }
}
