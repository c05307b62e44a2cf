/// The messages of a gRPC call one by one, each without its compression and by the view of its type.
struct GRPCView: ContentView {
    let name = "grpc"

    /// What all messages together may decompress to.
    private static let decodedByteLimit = DecodedBody.standardLimit
    private static let messageByteLimit = 16 << 20

    func priority(for content: Content) -> ContentPriority {
        GRPCFraming.isDeclared(content) ? .declared : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        var parts = BodyParts(as: .frames)
        if let first = parts.next(in: content) ?? parts.unfinished(in: content), case .unknown(let flags) = first.kind {
            throw ContentViewError(message: "not gRPC: a message cannot begin with 0x\(flags.hexadecimal)")
        }
        if let method = GRPCMethod(path: content.context.path) {
            output.write(method.name, .heading)
            output.write(" of \(method.service)", .dim)
            if let described = content.context.schema.method(method) { output.write(described.signature, .dim) }
        }
        var room = Self.decodedByteLimit
        output.writeParts(of: content, as: .frames) { part, output in
            output.write("\(part.number)  ", .dim)
            output.write(part.name, .heading)
            let shown = content.part(part, limit: min(room, Self.messageByteLimit))
            if part.isCompressed { room = max(0, room - shown.bytes.count) }
            output.write("  " + Self.size(of: part, shown), .dim)
            output.indented { Self.write(shown, part, to: &$0) }
        }
    }

    /// `412 bytes, gzip decoded to 1200`.
    private static func size(of part: BodyPart, _ shown: Content) -> String {
        let size = part.payload.count == 1 ? "1 byte" : "\(part.payload.count) bytes"
        guard let coding = shown.codings.last else { return size }
        return "\(size), \(coding) decoded to \(shown.bytes.count)"
    }

    private static func write(_ content: Content, _ part: BodyPart, to output: inout ContentOutput) {
        switch part.kind {
        case .trailers: write(trailers: content, to: &output)
        case .unknown(let flags):
            output.startLine()
            output.write("no message can begin with 0x\(flags.hexadecimal): the rest is not read", .error)
            output.startLine()
            ContentViews.renderPart(content, into: &output)
        case .message, .event, .comment, .row:
            output.startLine()
            ContentViews.renderPart(content, into: &output)
        }
    }

    private static func write(trailers content: Content, to output: inout ContentOutput) {
        let fields = Headers(fieldLines: content.bytes)
        for field in fields where !output.isFull {
            output.startLine()
            output.write(field.nameBytes, .name)
            output.write(": ", .punctuation)
            output.write(field.valueBytes)
            if field.isNamed("grpc-status"), let status = GRPCStatus(fields) {
                output.write("  \(status.name)", status.isFailure ? .error : .dim)
            }
        }
    }
}

extension ProtobufSchema.Method {
    /// `: stream shop.v1.Item → shop.v1.Cart`.
    fileprivate var signature: String {
        let request = (isClientStreaming ? "stream " : "") + requestType
        return ": \(request) → \(isServerStreaming ? "stream " : "")\(responseType)"
    }
}
