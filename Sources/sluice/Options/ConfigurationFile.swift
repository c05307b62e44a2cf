import TOMLKit

/// The defaults a user wrote into `config.toml`: keys are the names of options, without the dashes.
struct ConfigurationFile: Equatable {
    private(set) var settings: [SettingKey: [Setting]] = [:]

    init() {}

    /// - Parameter path: for messages only.
    /// - Throws: what is wrong, with the line.
    init(text: String, path: String) throws(UsageError) {
        let table = try TOMLDocument.table(text, path: path)
        for name in table.keys {
            let line = TOMLDocument.line(ofKey: name, in: text).map { ":\($0)" } ?? ""
            guard let key = SettingKey(rawValue: name) else {
                let names = SettingKey.allCases.map(\.rawValue)
                let hint = CommandNames.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                let known = hint ?? "known: \(names.joined(separator: ", "))"
                throw UsageError("\(path)\(line): unknown setting '\(name)' (\(known))")
            }
            guard let values = table[name].flatMap(Self.texts) else {
                throw UsageError("\(path)\(line): \(name) must be a text, a number, true or false, or a list of texts")
            }
            settings[key] = values.map { Setting(text: $0, origin: "\(path)\(line): \(name)") }
        }
    }

    private static func texts(_ value: any TOMLValueConvertible) -> [String]? {
        if let array = value.array {
            let texts = array.map { $0.string }
            return texts.contains(nil) ? nil : texts.compactMap(\.self)
        }
        if let text = value.string { return [text] }
        if let number = value.int { return [String(number)] }
        return value.bool.map { [$0 ? "true" : "false"] }
    }
}

/// The parts of TOML files that the library does not cover: errors and places of keys by line.
enum TOMLDocument {
    static func table(_ text: String, path: String) throws(UsageError) -> TOMLTable {
        // The library reads C strings: a NUL would end the text unseen.
        guard !text.utf8.contains(0) else { throw UsageError("\(path): holds a NUL byte, so it is not TOML") }
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw UsageError("\(path):\(error.source.begin.line): \(error.description)")
        } catch {
            throw UsageError("\(path): \(error)")
        }
    }

    /// The first line, from 1, that sets the key; `nil` when it is written in a way a plain search does not see.
    static func line(ofKey key: String, in text: String, from first: Int = 1) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated().dropFirst(first - 1) where self.key(of: line) == key {
            return index + 1
        }
        return nil
    }

    /// The key a line sets: the bare or quoted word before its `=`.
    static func key(of line: some StringProtocol) -> String? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let name = line[..<equals].split(whereSeparator: \.isWhitespace)
        guard name.count == 1, let name = name.first else { return nil }
        return String(name.filter { $0 != "\"" && $0 != "'" })
    }
}
