/// A form in which flows leave Sluice: for the clipboard, a file, another program.
///
/// To add one, make it in a file of its own and put it into `Exporters.builtIn`.
package struct Exporter: Sendable {
    /// What menus show, such as `cURL command`.
    package let name: String
    /// What a person types after a command, in lower case and unique, such as `curl`.
    package let keyword: String
    /// For files, without the dot.
    package let fileExtension: String
    /// One sentence for the help, without a full stop.
    package let summary: String
    /// Why this flow cannot be exported so, such as `no response yet`; `nil` where it can.
    package let obstacle: @Sendable (Flow) -> String?
    /// The media type of the result where it depends on the flow; `nil` where it does not, or is not known.
    let mediaType: @Sendable (Flow) -> String?
    /// The flows in this form. Those with an obstacle are left out. Costs as much memory as the result has bytes.
    package let export: @Sendable ([Flow]) -> [UInt8]

    /// - Parameter one: the form of one flow, which has no obstacle; several stand one after the other, `separator` between.
    init(
        name: String,
        keyword: String,
        fileExtension: String,
        summary: String,
        separator: String,
        obstacle: @escaping @Sendable (Flow) -> String? = { _ in nil },
        mediaType: @escaping @Sendable (Flow) -> String? = { _ in nil },
        one: @escaping @Sendable (Flow) -> [UInt8]
    ) {
        self.init(
            name: name,
            keyword: keyword,
            fileExtension: fileExtension,
            summary: summary,
            obstacle: obstacle,
            mediaType: mediaType,
            export: { flows in
                Array(flows.filter { obstacle($0) == nil }.map(one).joined(separator: Array(separator.utf8)))
            }
        )
    }

    init(
        name: String,
        keyword: String,
        fileExtension: String,
        summary: String,
        obstacle: @escaping @Sendable (Flow) -> String? = { _ in nil },
        mediaType: @escaping @Sendable (Flow) -> String? = { _ in nil },
        export: @escaping @Sendable ([Flow]) -> [UInt8]
    ) {
        self.name = name
        self.keyword = keyword
        self.fileExtension = fileExtension
        self.summary = summary
        self.obstacle = obstacle
        self.mediaType = mediaType
        self.export = export
    }
}

/// Every export format, in the order menus show them.
package enum Exporters {
    package static let builtIn: [Exporter] = [
        .curl, .url, .rawRequest, .rawResponse, .requestBody, .responseBody, .markdown, .har, .jsonLines,
    ]

    /// `nil`: there is none of that keyword.
    package static func named(_ keyword: String) -> Exporter? {
        builtIn.first { $0.keyword == keyword }
    }
}
