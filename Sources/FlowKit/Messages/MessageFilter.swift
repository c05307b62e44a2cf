/// Which messages of a stream are meant: words that all must hold, such as `> text !ping "price"`.
///
/// `>` and `<` mean the client's and the server's, a type's name its messages, `injected` those Sluice sent; several
/// directions or several types mean any of them. `!` before a word turns it round. Any other word, and all that stands in
/// quotes, is text that the payload must have, whatever the case of its ASCII letters; a word may also be the type or its
/// detail as a whole, such as the name of an event or its id. `~json` takes the word behind it as a
/// `JSONCondition` on the payload. Every text is a filter but for such a condition that cannot be read: see `error`.
package struct MessageFilter: Hashable, Sendable {
    /// As it was typed.
    package let text: String
    private var senders: Set<StreamMessage.Sender> = []
    private var types: Set<String> = []
    private var excludedTypes: Set<String> = []
    private var isInjected: Bool?
    private var texts: [Text] = []
    private var excludedTexts: [Text] = []
    private var conditions: [JSONCondition] = []
    private var excludedConditions: [JSONCondition] = []
    /// What is wrong with the first condition that cannot be read, with its place in `text`; nothing matches then.
    package private(set) var error: FilterError?

    /// - Parameter types: the words that name a type; any other is text.
    package init(_ text: String, types: [String] = MessageSource.webSocket.types) {
        self.text = text
        var words = Self.words(of: text)[...]
        while let word = words.popFirst() {
            if !word.isQuoted, word.text == "~json" {
                addCondition(words.popFirst(), isNegated: word.isNegated)
            } else {
                add(word, types: types)
            }
        }
    }

    /// Messages whose payload has this text: case counts only where the text has a capital.
    package init(payloadText: String) {
        text = payloadText
        guard !payloadText.isEmpty else { return }
        let isCaseSensitive = payloadText.contains(where: \.isUppercase)
        texts = [Text(needle: LiteralNeedle(payloadText.utf8, isCaseSensitive: isCaseSensitive))]
    }

    package var matchesAll: Bool { self == MessageFilter(text: text) }

    /// True when payloads must be read to tell, which costs their size.
    package var readsPayload: Bool { !texts.isEmpty || !excludedTexts.isEmpty || readsJSON }

    private var readsJSON: Bool { !conditions.isEmpty || !excludedConditions.isEmpty }

    package func matches(_ message: MessageList.Item) -> Bool {
        guard error == nil, senders.isEmpty || senders.contains(message.sender) else { return false }
        guard types.isEmpty || types.contains(message.type) else { return false }
        guard !excludedTypes.contains(message.type), isInjected ?? message.isInjected == message.isInjected else {
            return false
        }
        guard readsPayload else { return true }
        let bytes = message.payload.bytes
        guard texts.allSatisfy({ $0.isIn(message, bytes) }) else { return false }
        guard !excludedTexts.contains(where: { $0.isIn(message, bytes) }) else { return false }
        return !readsJSON || matchesJSON(bytes)
    }

    private func matchesJSON(_ bytes: [UInt8]) -> Bool {
        guard let tape = JSONTexts.tape(bytes) else { return conditions.isEmpty }
        return conditions.allSatisfy { $0.holds(in: tape) } && !excludedConditions.contains { $0.holds(in: tape) }
    }

    private init(text: String) {
        self.text = text
    }

    /// - Parameter word: `nil`: there is none behind `~json`.
    private mutating func addCondition(_ word: Word?, isNegated: Bool) {
        do throws(FilterError) {
            let condition = try JSONCondition(word?.text ?? "")
            if isNegated { excludedConditions.append(condition) } else { conditions.append(condition) }
        } catch {
            let start = word?.offset ?? text.utf8.count
            var error = error
            error.range = (start + error.range.lowerBound)..<(start + error.range.upperBound)
            self.error = self.error ?? error
        }
    }

    private mutating func add(_ word: Word, types known: [String]) {
        let lowercased = word.text.lowercased()
        if !word.isQuoted, let sender = Self.senderWords[lowercased] {
            senders.insert(word.isNegated ? sender.opposite : sender)
        } else if !word.isQuoted, known.contains(lowercased) {
            if word.isNegated { excludedTypes.insert(lowercased) } else { types.insert(lowercased) }
        } else if !word.isQuoted, lowercased == "injected" {
            isInjected = !word.isNegated
        } else if !word.text.isEmpty {
            let text = Text(needle: LiteralNeedle(word.text.utf8), word: word.isQuoted ? nil : lowercased)
            if word.isNegated { excludedTexts.append(text) } else { texts.append(text) }
        }
    }

    private static let senderWords: [String: StreamMessage.Sender] = [
        ">": .client, "→": .client, "<": .server, "←": .server,
    ]

    private struct Text: Hashable {
        var needle: LiteralNeedle
        /// In lower case, where it may be a type or its detail.
        var word: String?

        func isIn(_ message: MessageList.Item, _ payload: [UInt8]) -> Bool {
            if let word, message.type.lowercased() == word || message.typeDetail.lowercased() == word { return true }
            return needle.isFound(in: payload)
        }
    }

    private struct Word {
        var text: String
        /// Of `text` in the filter, in UTF-8.
        var offset: Int
        var isQuoted: Bool
        var isNegated: Bool
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var rest = text[...].drop { $0 == " " }
        while !rest.isEmpty {
            let isNegated = rest.first == "!" && rest.dropFirst().first.map { $0 != " " } ?? false
            if isNegated { rest = rest.dropFirst() }
            let quote = rest.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
            if quote != nil { rest = rest.dropFirst() }
            let end = quote ?? " "
            let word = rest.prefix { $0 != end }
            let offset = text.utf8.distance(from: text.startIndex, to: word.startIndex)
            words.append(Word(text: String(word), offset: offset, isQuoted: quote != nil, isNegated: isNegated))
            rest = rest[word.endIndex...].dropFirst().drop { $0 == " " }
        }
        return words
    }
}

extension StreamMessage.Sender {
    package var opposite: StreamMessage.Sender { self == .client ? .server : .client }
}
