import FlowKit

/// Flows, or messages of one, to write into a file.
package struct SaveJob: Sendable, Equatable {
    /// As it was typed; `~` stands for the home directory.
    package let path: String
    /// False refuses where a file is there: answered by `.fileExists`.
    package var overwrites = false
    /// What is written, in words: `3 flows as HAR`.
    package let what: String
    private let content: Content

    private enum Content: Sendable {
        /// The flow kept is one the store may have dropped while it was looked at.
        case flows(Exporter, ids: [FlowID], in: FlowSnapshot, kept: Flow?)
        case messages(MessageForm, numbers: [Int], in: MessageList)
    }

    /// - Throws: which extensions there are.
    init(path: String, ids: [FlowID], in snapshot: FlowSnapshot, kept: Flow? = nil) throws(CommandError) {
        guard let exporter = Self.exporter(for: path) else {
            throw Self.unknownEnd(Exporters.builtIn.map(\.fileExtension))
        }
        self.path = path
        what = "\(Self.count(ids.count, "flow")) as \(exporter.name)"
        content = .flows(exporter, ids: ids, in: snapshot, kept: kept)
    }

    /// - Throws: which extensions there are, or why the message cannot be had in this form.
    init(path: String, scope: MessageForm.Scope, of messages: MessageTable) throws(CommandError) {
        guard let form = Self.form(for: path, scope) else {
            throw Self.unknownEnd(MessageForms.builtIn.filter { $0.scope == scope }.compactMap(\.fileExtension))
        }
        if scope == .one, let obstacle = messages.selected.flatMap(form.obstacle) { throw CommandError(obstacle) }
        let numbers = messages.numbers(for: scope)
        self.path = path
        what = "\(Self.count(numbers.count, "message")) as \(form.name)"
        content = .messages(form, numbers: numbers, in: messages.list)
    }

    /// The first format of that extension.
    static func exporter(for path: String) -> Exporter? {
        let end = pathExtension(of: path)
        return end.isEmpty ? nil : Exporters.builtIn.first { $0.fileExtension == end }
    }

    /// The form of that extension; one message is written as it is where no form has it.
    static func form(for path: String, _ scope: MessageForm.Scope) -> MessageForm? {
        let end = pathExtension(of: path)
        let forms = MessageForms.builtIn.filter { $0.scope == scope }
        return forms.first { $0.fileExtension == end } ?? forms.first { $0.fileExtension == nil }
    }

    private static func pathExtension(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    private static func unknownEnd(_ extensions: [String]) -> CommandError {
        let names = extensions.map { "." + $0 }
        let known = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
        return CommandError("the format goes by the name's end: \(known.joined(separator: " "))")
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        "\(Format.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// The file's bytes: as slow, and as large, as the flows are; not a thing to do on the UI's thread.
    package func run() -> [UInt8] {
        switch content {
        case .flows(let exporter, let ids, let snapshot, let kept):
            exporter.export(ids.compactMap { id in snapshot[id] ?? (kept?.id == id ? kept : nil) })
        case .messages(let form, let numbers, let list):
            form.bytes(of: numbers, in: list)
        }
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        guard lhs.path == rhs.path, lhs.overwrites == rhs.overwrites, lhs.what == rhs.what else { return false }
        switch (lhs.content, rhs.content) {
        case (.flows(_, let ids, _, _), .flows(_, let otherIDs, _, _)): return ids == otherIDs
        case (.messages(_, let numbers, _), .messages(_, let otherNumbers, _)): return numbers == otherNumbers
        case (.flows, .messages), (.messages, .flows): return false
        }
    }
}
