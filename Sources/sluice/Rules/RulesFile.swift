import Dispatch
import FlowKit
import Foundation
import ProxyEngine
import Synchronization

/// The user's rules file, kept in step with the rule book.
///
/// Every change of the book is saved, off the thread that made it. A file that could not be read, or that somebody else
/// changed meanwhile, is left alone: the rules then live in memory, and `report` is told so once.
final class RulesFile: Sendable {
    private struct State {
        var document = RulesDocument()
        /// For each rule that came from the document, where it stands there and how it was understood. Rules that were
        /// deleted stay, for an undo.
        var origins: [RuleID: (index: Int, definition: RuleDefinition)] = [:]
        /// As last read or written; `nil`: no file.
        var bytes: [UInt8]?
        var isSaving = true

        /// The rule's fields as its author wrote them, but for those that mean something else now.
        func fields(of rule: Rule) -> [RulesDocument.Field] {
            let now = rule.definition.fields
            guard let origin = origins[rule.id] else { return now }
            let before = origin.definition.fields
            var fields = document.rules[origin.index].fields
            for field in now where !before.contains(field) {
                if let index = fields.firstIndex(where: { $0.key == field.key }) {
                    fields[index] = field
                } else {
                    fields.append(field)
                }
            }
            fields.removeAll { field in
                before.contains { $0.key == field.key } && !now.contains { $0.key == field.key }
            }
            return fields
        }
    }

    private let path: String?
    private let book: RuleBook
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "rules file")
    /// Rules of this run only: those of the command line.
    private let unsaved: Set<RuleID>

    private static let byteLimit = 4 << 20

    /// Loads the file into the book, adds the rules of the command line before its rules, and saves from now on.
    ///
    /// - Parameters:
    ///   - path: `nil` for rules that are not kept.
    ///   - report: gets one line for people about a file that is not, or no longer, in step.
    init(
        path: String?,
        book: RuleBook,
        blocking blocks: [Setting] = [],
        report: @escaping @Sendable (String) -> Void
    ) throws(UsageError) {
        self.path = path
        self.book = book
        self.report = report
        var loaded = State()
        do {
            if let path { try Self.load(path, into: book, &loaded) }
        } catch {
            loaded.isSaving = false
            report("\(error.message) (the file is left as it is: rules of this run will not be saved)")
        }
        unsaved = try Self.add(blocks, to: book)
        state.withLock { [loaded] in $0 = loaded }
        book.observe { [weak self] in self?.scheduleSave() }
    }

    /// Waits until what was changed so far is saved.
    func flush() {
        queue.sync {}
    }

    // MARK: - Loading

    private static func load(_ path: String, into book: RuleBook, _ state: inout State) throws(UsageError) {
        let contents: AtomicFile.Contents?
        do {
            contents = try AtomicFile.contents(of: path, limit: byteLimit)
        } catch {
            throw UsageError(error.description)
        }
        guard let contents else { return }
        guard let text = String(validating: contents.bytes, as: UTF8.self) else {
            throw UsageError("\(path): is not UTF-8")
        }
        let document = try RulesDocument(text: text, path: path)
        try book.load(definitions(of: document, text: text, path: path), in: document, text: text, path: path)
        state.bytes = contents.bytes
        state.document = document
        for (index, rule) in book.current.rules.enumerated() { state.origins[rule.id] = (index, rule.definition) }
    }

    private static func definitions(
        of document: RulesDocument,
        text: String,
        path: String
    ) throws(UsageError) -> [RuleDefinition] {
        var definitions: [RuleDefinition] = []
        for rule in document.rules {
            do {
                definitions.append(try RuleDefinition(fields: rule.fields))
            } catch {
                let line = error.key.flatMap { TOMLDocument.line(ofKey: $0, in: text, from: rule.line) } ?? rule.line
                throw UsageError("\(path):\(line): \(error.message)")
            }
        }
        return definitions
    }

    /// Adds a rule for each expression, first of all rules, in their order.
    private static func add(_ blocks: [Setting], to book: RuleBook) throws(UsageError) -> Set<RuleID> {
        var added: Set<RuleID> = []
        for (index, block) in blocks.enumerated() {
            do {
                added.insert(try book.add(RuleDefinition(expression: block.text), at: index))
            } catch {
                throw UsageError(block.complaint(about: error.reason))
            }
        }
        return added
    }

    // MARK: - Saving

    private func scheduleSave() {
        guard let path else { return }
        queue.async { [self] in save(book.current.rules.filter { !unsaved.contains($0.id) }, to: path) }
    }

    private func save(_ rules: [Rule], to path: String) {
        let problem = state.withLock { state -> String? in
            guard state.isSaving else { return nil }
            let text = state.document.text(of: rules.map { (state.origins[$0.id]?.index, state.fields(of: $0)) })
            let bytes = Array(text.utf8)
            guard bytes != state.bytes ?? [] else { return nil }
            do {
                guard try AtomicFile.contents(of: path, limit: Self.byteLimit)?.bytes == state.bytes else {
                    state.isSaving = false
                    return "\(path) was changed by another program: rules of this run are not saved any more"
                }
                try AtomicFile.makeDirectory((path as NSString).deletingLastPathComponent)
                // A link, as dotfile managers make them, stays a link.
                let target = (path as NSString).resolvingSymlinksInPath
                try AtomicFile.replace(target, with: bytes, permissions: 0o600)
                state.bytes = bytes
                return nil
            } catch {
                return "rules are not saved: \(error)"
            }
        }
        if let problem { report(problem) }
    }
}

extension RuleBook {
    /// - Throws: what is wrong with the first rule that cannot be read, with its line.
    fileprivate func load(
        _ definitions: [RuleDefinition],
        in document: RulesDocument,
        text: String,
        path: String
    ) throws(UsageError) {
        do {
            try load(definitions)
        } catch {
            let key = error.error.part == .expression ? "match" : "action"
            let header = document.rules[error.index].line
            let line = TOMLDocument.line(ofKey: key, in: text, from: header) ?? header
            throw UsageError("\(path):\(line): \(key): \(error.error.reason)")
        }
    }
}

extension Setting {
    /// Where an expression goes wrong, in three lines: what, the text, and a caret under the place.
    func complaint(about error: FilterError) -> String {
        let bytes = Array(text.utf8)
        let start = min(max(0, error.range.lowerBound), bytes.count)
        let end = min(max(start, error.range.upperBound), bytes.count)
        let before = String(decoding: bytes[..<start], as: UTF8.self).count
        let marked = String(decoding: bytes[start..<end], as: UTF8.self).count
        let expectation = error.expected.isEmpty ? "" : " (expected \(error.expected))"
        return """
            \(origin): \(error.message)\(expectation)
              \(text.map { $0.isNewline ? " " : String($0) }.joined())
              \(String(repeating: " ", count: before))\(String(repeating: "^", count: max(1, marked)))
            """
    }
}
