/// The parts of a multipart body: their fields, then their content by its own type.
struct MultipartView: ContentView {
    let name = "multipart"

    /// Of a part that is not text; the view `hex` of the body shows all.
    private static let binaryByteLimit = 512
    /// Parts may be multipart themselves, but hardly further.
    private static let nestingLimit = 4

    func priority(for content: Content) -> ContentPriority {
        content.mediaType?.type == "multipart" && content.nesting < Self.nestingLimit ? .declared : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        guard var body = MultipartBody(content.bytes, boundary: content.mediaType?["boundary"]) else {
            throw ContentViewError(message: "not valid multipart: the boundary is not in the body")
        }
        output.write(body.preamble, .dim)
        var number = 0
        while !output.isFull, let part = body.next() {
            number += 1
            output.startLine()
            if number > 1 { output.endLine() }
            output.openFold()
            render(part, number: number, nesting: content.nesting + 1, into: &output)
            output.closeFold(childCount: 0)
            if !part.isComplete { output.note("the multipart body ends inside part \(number)") }
        }
        guard !output.isFull, body.epilogue.contains(where: { !$0.isMarkupSpace }) else { return }
        output.startLine()
        output.write(body.epilogue, .dim)
    }

    private func render(_ part: MultipartBody.Part, number: Int, nesting: Int, into output: inout ContentOutput) {
        output.write(Self.title(of: part, number: number), .heading)
        for field in part.headers {
            output.startLine()
            output.write(field.nameBytes, .name)
            output.write(": ", .punctuation)
            output.write(field.valueBytes)
        }
        guard !part.bytes.isEmpty else { return }
        output.startLine()
        output.endLine()
        let content = Content(part: part, nesting: nesting)
        let excess = content.bytes.count - Self.binaryByteLimit
        if excess > 0 && ContentViews.candidates(for: content).first?.name == "hex" {
            ContentViews.render(content.prefix(Self.binaryByteLimit), into: &output)
            output.startLine()
            output.write("\(excess) more bytes", .dim)
        } else {
            ContentViews.render(content, into: &output)
        }
    }

    private static func title(of part: MultipartBody.Part, number: Int) -> String {
        var words = ["Part \(number)"]
        if let disposition = part.headers["Content-Disposition"].map({ MediaType($0) }) {
            if let name = disposition["name"] { words.append("\"\(name)\"") }
            if let filename = disposition["filename"] { words.append("file \"\(filename)\"") }
        }
        words.append("\(part.bytes.count) bytes")
        return words.joined(separator: ", ")
    }
}

extension Content {
    fileprivate init(part: MultipartBody.Part, nesting: Int) {
        self.init(
            Array(part.bytes),
            contentType: part.headers["Content-Type"],
            isTruncated: !part.isComplete,
            nesting: nesting
        )
    }

    fileprivate func prefix(_ count: Int) -> Content {
        Content(Array(bytes.prefix(count)), contentType: nil, isTruncated: true, nesting: nesting)
    }
}
