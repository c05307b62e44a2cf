/// The parts of a multipart body: their fields, then their content by its own type.
struct MultipartView: ContentView {
    let name = "multipart"

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
            output.writeFoldable { render(part, number: number, nesting: content.nesting + 1, into: &$0) }
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
        ContentViews.renderPart(Content(part: part, nesting: nesting), into: &output)
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
}
