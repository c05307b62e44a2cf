/// A GraphQL request in JSON: the JSON, and below it each query as the text it is.
struct GraphQLView: ContentView {
    let name = "graphql"

    /// A request is small; what is larger is shown as JSON only.
    private static let byteLimit = 1 << 20
    /// How far into the content the word is looked for before anything is parsed.
    private static let searchedByteCount = 4096

    func priority(for content: Content) -> ContentPriority {
        guard content.mediaType?.isJSON == true, content.bytes.count <= Self.byteLimit else { return .never }
        let head = String(decoding: content.bytes.prefix(Self.searchedByteCount), as: UTF8.self)
        return head.contains("\"query\"") ? .special : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        let queries = Self.queries(in: content)
        guard !queries.isEmpty else { throw ContentViewError(message: "not a GraphQL request") }
        try JSONView().render(content, into: &output)
        for query in queries where !output.isFull {
            output.startLine()
            output.endLine()
            output.write("query\n", .heading)
            output.write(query)
        }
    }

    /// Of one request or of several; only those of more than one line, as others read well in the JSON.
    private static func queries(in content: Content) -> [String] {
        // What is no JSON holds no queries; the JSON view says what is wrong.
        guard let value = try? JSONValue.parse(content.utf8) else { return [] }
        return (value.elements ?? [value]).compactMap { $0["query"]?.string }.filter { $0.contains("\n") }
    }
}
