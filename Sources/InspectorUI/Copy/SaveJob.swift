import FlowKit

/// Flows to write into a file.
package struct SaveJob: Sendable, Equatable {
    /// As it was typed; `~` stands for the home directory.
    package let path: String
    /// False refuses where a file is there: answered by `.fileExists`.
    package var overwrites: Bool
    /// How many flows are meant.
    package var flowCount: Int { ids.count }
    package var formatName: String { exporter.name }
    private let exporter: Exporter
    private let ids: [FlowID]
    private let snapshot: FlowSnapshot
    /// A flow the store may have dropped while it was looked at.
    private let kept: Flow?

    /// - Parameter exporter: `nil` goes by the path's extension.
    /// - Throws: which extensions there are.
    init(
        path: String,
        as exporter: Exporter? = nil,
        ids: [FlowID],
        in snapshot: FlowSnapshot,
        kept: Flow? = nil
    ) throws(CommandError) {
        guard let exporter = exporter ?? Self.exporter(for: path) else {
            let names = Exporters.builtIn.map { "." + $0.fileExtension }
            let known = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
            throw CommandError("the format goes by the name's end: \(known.joined(separator: " "))")
        }
        self.path = path
        self.exporter = exporter
        self.ids = ids
        self.snapshot = snapshot
        self.kept = kept
        overwrites = false
    }

    /// The first format of that extension.
    static func exporter(for path: String) -> Exporter? {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let end = name[name.index(after: dot)...].lowercased()
        return Exporters.builtIn.first { $0.fileExtension == end }
    }

    /// The file's bytes: as slow, and as large, as the flows are; not a thing to do on the UI's thread.
    package func run() -> [UInt8] {
        exporter.export(ids.compactMap { id in snapshot[id] ?? (kept?.id == id ? kept : nil) })
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.path == rhs.path && lhs.overwrites == rhs.overwrites && lhs.exporter.keyword == rhs.exporter.keyword
            && lhs.ids == rhs.ids
    }
}
