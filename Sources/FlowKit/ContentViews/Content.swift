/// What a content view looks at: decoded bytes and what is known about them.
package struct Content: Sendable {
    package let bytes: [UInt8]
    package let mediaType: MediaType?
    /// True when `bytes` is only the beginning.
    package let isTruncated: Bool
    /// The content codings that were undone to get here, in that order.
    package let codings: [String]
    /// What was found wrong before any view looked. Lower case, no full stop.
    package let notes: [String]
    package let charset: Charset
    /// True for what is not text. Valid UTF-8 in any language is.
    package let isBinary: Bool
    /// How many contents this one is a part of.
    let nesting: Int
    /// What is known of the flow it comes from.
    let context: ContentContext

    /// Looks at the first 64 KiB to tell text from other bytes and to find its charset.
    ///
    /// - Parameter contentType: the field's value; `nil`: there is none.
    package init(_ bytes: [UInt8], contentType: String?, isTruncated: Bool = false) {
        self.init(bytes, contentType: contentType, isTruncated: isTruncated, nesting: 0)
    }

    /// A content that is part of another.
    init(
        _ bytes: [UInt8],
        contentType: String?,
        isTruncated: Bool,
        nesting: Int,
        context: ContentContext = ContentContext()
    ) {
        let body = DecodedBody(bytes: bytes, codings: [], notes: [], isTruncated: isTruncated)
        self.init(body, contentType: contentType, nesting: nesting, context: context)
    }

    /// The body of a message, decoded; `nil`: it has none.
    ///
    /// Costs the decoding: for bodies of more than some 100 KiB not a thing to do on the UI's thread. What only the flow
    /// knows (the method of a gRPC call, whether more is to come) is missing: see `init(of:_:schema:limit:)`.
    package init?(of message: some Message, limit: Int = DecodedBody.standardLimit) {
        self.init(of: message, limit: limit, context: ContentContext(message))
    }

    /// The body of one of a flow's messages, decoded; `nil`: it has none. Costs the decoding.
    ///
    /// - Parameter schema: what messages of Protocol Buffers in it mean.
    package init?(
        of flow: Flow,
        _ side: MessageSide,
        schema: ProtobufSchema = ProtobufSchema(),
        limit: Int = DecodedBody.standardLimit
    ) {
        let context = ContentContext(of: flow, side, schema: schema)
        switch side {
        case .request:
            self.init(of: flow.request, limit: limit, context: context)
        case .response:
            guard let response = flow.response else { return nil }
            self.init(of: response, limit: limit, context: context)
        }
    }

    /// The payload of one of a flow's messages.
    ///
    /// - Parameter schema: what messages of Protocol Buffers mean.
    package init(of message: MessageList.Item, in flow: Flow, schema: ProtobufSchema) {
        var context = ContentContext(of: flow, message.sender == .client ? .request : .response, schema: schema)
        context.isOpen = false
        self.init(
            message.payload.bytes,
            contentType: message.contentType,
            isTruncated: message.payload.isTruncated,
            nesting: 0,
            context: context
        )
    }

    private init?(of message: some Message, limit: Int, context: ContentContext) {
        guard var body = message.decodedBody(limit: limit, isOpen: context.isOpen) else { return nil }
        let contentType = message.headers["Content-Type"]
        if contentType.map({ MediaType($0).isGRPCWebText }) ?? false { body.undoBase64(isOpen: context.isOpen) }
        self.init(body, contentType: contentType, nesting: 0, context: context)
    }

    init(_ body: DecodedBody, contentType: String?, nesting: Int, context: ContentContext) {
        self.nesting = nesting
        self.context = context
        bytes = body.bytes
        mediaType = contentType.map { MediaType($0) }
        isTruncated = body.isTruncated
        codings = body.codings
        let detection = CharsetDetection(body.bytes, mediaType: mediaType)
        charset = detection.charset
        isBinary = detection.isBinary
        notes = body.notes + (detection.isBinary ? [] : [detection.note].compactMap(\.self))
    }

    /// The text in UTF-8; may hold invalid sequences where the bytes do. Costs a pass where it is in another charset.
    package var utf8: [UInt8] { charset.utf8(bytes) }

    /// True where nothing useful is declared, so that views may judge by the bytes.
    var isTypeUnknown: Bool {
        guard let essence = mediaType?.essence else { return true }
        return Self.vagueTypes.contains(essence)
    }

    private static let vagueTypes: Set<String> = ["", "text/plain", "application/octet-stream", "binary/octet-stream"]

    /// The beginning of the text after white space, in lower-case ASCII: for views that judge by it.
    var textStart: String {
        guard !isBinary else { return "" }
        let head = charset.utf8(Array(bytes.prefix(512))).drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return String(decoding: head.prefix(64).map(\.asciiLowercased), as: UTF8.self)
    }
}

extension MediaType {
    var isJSON: Bool { subtype.hasSuffix("json") || isRows }

    /// One JSON value a line.
    var isRows: Bool { Self.rowSubtypes.contains(String(subtype)) }

    private static let rowSubtypes: Set<String> = [
        "x-ndjson", "ndjson", "x-jsonlines", "jsonlines", "jsonl", "x-jsonl", "json-lines", "x-json-stream",
        "stream+json", "json-seq",
    ]
}
