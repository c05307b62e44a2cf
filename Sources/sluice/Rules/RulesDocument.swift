import TOMLKit

/// The text of a rules file: `[[rule]]` tables with what people wrote around them.
///
/// Kept as lines, so that a change to one rule leaves comments and layout of all others as they were.
struct RulesDocument: Sendable {
    /// The fields of one rule in the order they are written, and the line of its header, from 1.
    struct Rule: Equatable, Sendable {
        var fields: [Field]
        var line: Int
    }

    struct Field: Hashable, Sendable {
        let key: String
        let value: TOMLScalar
    }

    private let preamble: [String]
    /// The lines of each rule, the comments directly above its header first.
    private let sections: [[String]]
    let rules: [Rule]

    /// A file that is not there yet.
    init() {
        preamble = []
        sections = []
        rules = []
    }

    /// - Parameter path: for messages only.
    /// - Throws: what is wrong, with the line.
    init(text: String, path: String) throws(UsageError) {
        let table = try TOMLDocument.table(text, path: path)
        let layout = Layout(text)
        for key in table.keys where key != "rule" {
            let line = TOMLDocument.line(ofKey: key, in: text) ?? 1
            throw UsageError("\(path):\(line): unknown key '\(key)' (rules are [[rule]] tables)")
        }
        let tables = table["rule"]?.array?.map { $0.table } ?? []
        guard tables.count == layout.sections.count, !tables.contains(nil) else {
            throw UsageError("\(path):1: rules must be written as [[rule]] tables")
        }
        var rules: [Rule] = []
        for (table, line) in zip(tables, layout.headerLines) {
            guard let table else { continue }
            rules.append(Rule(fields: try Self.fields(of: table, in: text, from: line, path: path), line: line))
        }
        self.rules = rules
        preamble = layout.preamble
        sections = layout.sections
    }

    private static func fields(
        of table: TOMLTable,
        in text: String,
        from header: Int,
        path: String
    ) throws(UsageError) -> [Field] {
        var fields: [(line: Int, field: Field)] = []
        for key in table.keys {
            let line = TOMLDocument.line(ofKey: key, in: text, from: header) ?? header
            guard let value = table[key].flatMap(TOMLScalar.init) else {
                throw UsageError("\(path):\(line): \(key) must be a text, a number, true or false")
            }
            fields.append((line, Field(key: key, value: value)))
        }
        return fields.sorted { $0.line < $1.line }.map(\.field)
    }

    /// The file's new text.
    ///
    /// - Parameter rules: in their new order; `origin` is the index of the rule in this document, `nil` for a new one.
    func text(of rules: [(origin: Int?, fields: [Field])]) -> String {
        var lines = preamble
        for rule in rules {
            let old = rule.origin.flatMap { sections.indices.contains($0) ? $0 : nil }
            let section = old.map { patched(sections[$0], from: self.rules[$0].fields, to: rule.fields) }
            let new = section ?? Self.section(rule.fields)
            if let last = lines.last, !last.isEmpty, new.first?.isEmpty == false { lines.append("") }
            lines += new
        }
        let text = Self.joined(lines)
        // Layouts that this does not understand (a string over several lines) lose their comments, never a rule.
        if let written = try? RulesDocument(text: text, path: ""),
            written.rules.map({ Set($0.fields) }) == rules.map({ Set($0.fields) })
        {
            return text
        }
        return Self.joined(rules.flatMap { Self.section($0.fields) + [""] })
    }

    private static func joined(_ lines: [String]) -> String {
        var lines = lines
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func section(_ fields: [Field]) -> [String] {
        ["[[rule]]"] + fields.map { "\($0.key) = \($0.value.source)" }
    }

    private func patched(_ section: [String], from old: [Field], to new: [Field]) -> [String] {
        guard old != new else { return section }
        var lines = section
        for field in old where !new.contains(where: { $0.key == field.key }) {
            lines.removeAll { TOMLDocument.key(of: $0) == field.key }
        }
        for field in new where !old.contains(field) {
            if let index = lines.firstIndex(where: { TOMLDocument.key(of: $0) == field.key }) {
                lines[index] = Layout.replacingValue(in: lines[index], with: field.value.source)
            } else {
                let last = lines.lastIndex { TOMLDocument.key(of: $0) != nil || $0.hasPrefix("[[") }
                lines.insert("\(field.key) = \(field.value.source)", at: (last ?? lines.count - 1) + 1)
            }
        }
        return lines
    }
}

/// Which lines belong to which rule.
private struct Layout {
    private(set) var preamble: [String] = []
    private(set) var sections: [[String]] = []
    /// The line of each `[[rule]]`, from 1.
    private(set) var headerLines: [Int] = []

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.hasSuffix("\r") ? $0.dropLast() : $0) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        var current: [String] = []
        for (index, line) in lines.enumerated() {
            if Self.isHeader(line) {
                let above = current.suffix(Self.commentCount(atEndOf: current))
                close(current.dropLast(above.count))
                current = Array(above)
                headerLines.append(index + 1)
            }
            current.append(line)
        }
        close(current[...])
    }

    /// What was read up to a header belongs to the rule before it, or to none.
    private mutating func close(_ lines: ArraySlice<String>) {
        if sections.count < headerLines.count { sections.append(Array(lines)) } else { preamble += lines }
    }

    private static func isHeader(_ line: String) -> Bool {
        let bare = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
        return bare == "[[rule]]"
    }

    private static func commentCount(atEndOf lines: [String]) -> Int {
        lines.reversed().prefix { $0.drop(while: \.isWhitespace).hasPrefix("#") }.count
    }

    /// The line with another value after its `=`; what follows the value, a comment, stays.
    static func replacingValue(in line: String, with source: String) -> String {
        guard let equals = line.firstIndex(of: "=") else { return line }
        let start = line[line.index(after: equals)...].firstIndex { !$0.isWhitespace } ?? line.endIndex
        return line[...equals] + " " + source + line[end(ofValueAt: start, in: line)...]
    }

    private static func end(ofValueAt start: String.Index, in line: String) -> String.Index {
        guard start < line.endIndex else { return start }
        let quote = line[start]
        guard quote == "\"" || quote == "'" else {
            return line[start...].firstIndex { $0.isWhitespace || $0 == "#" } ?? line.endIndex
        }
        var index = line.index(after: start)
        while index < line.endIndex, line[index] != quote {
            if quote == "\"", line[index] == "\\", line.index(after: index) < line.endIndex {
                index = line.index(after: index)
            }
            index = line.index(after: index)
        }
        return index < line.endIndex ? line.index(after: index) : index
    }
}
