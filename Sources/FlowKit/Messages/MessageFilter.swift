/// Which messages of a stream are meant: words that all must hold, such as `> text !ping "price"`.
///
/// `>` and `<` mean the client's and the server's, a type's name its messages, `injected` those Sluice sent; several
/// directions or several types mean any of them. `!` before a word turns it round. Any other word, and all that stands in
/// quotes, is text that the payload must have, whatever the case of its ASCII letters. Every text is a filter.
package struct MessageFilter: Hashable, Sendable {
    /// As it was typed.
    package let text: String
    private var senders: Set<StreamMessage.Sender> = []
    private var types: Set<String> = []
    private var excludedTypes: Set<String> = []
    private var isInjected: Bool?
    private var texts: [LiteralNeedle] = []
    private var excludedTexts: [LiteralNeedle] = []

    /// - Parameter types: the words that name a type; any other is text.
    package init(_ text: String, types: [String] = MessageSource.webSocket.types) {
        self.text = text
        for word in Self.words(of: text) { add(word, types: types) }
    }

    /// Messages whose payload has this text: case counts only where the text has a capital.
    package init(payloadText: String) {
        text = payloadText
        guard !payloadText.isEmpty else { return }
        texts = [LiteralNeedle(payloadText.utf8, isCaseSensitive: payloadText.contains(where: \.isUppercase))]
    }

    package var matchesAll: Bool { self == MessageFilter(text: text) }

    /// True when payloads must be read to tell, which costs their size.
    package var readsPayload: Bool { !texts.isEmpty || !excludedTexts.isEmpty }

    package func matches(_ message: MessageList.Item) -> Bool {
        guard senders.isEmpty || senders.contains(message.sender) else { return false }
        guard types.isEmpty || types.contains(message.type) else { return false }
        guard !excludedTypes.contains(message.type), isInjected ?? message.isInjected == message.isInjected else {
            return false
        }
        guard readsPayload else { return true }
        let bytes = message.payload.bytes
        return texts.allSatisfy { $0.isFound(in: bytes) } && !excludedTexts.contains { $0.isFound(in: bytes) }
    }

    private init(text: String) {
        self.text = text
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
            let needle = LiteralNeedle(word.text.utf8)
            if word.isNegated { excludedTexts.append(needle) } else { texts.append(needle) }
        }
    }

    private static let senderWords: [String: StreamMessage.Sender] = [
        ">": .client, "→": .client, "<": .server, "←": .server,
    ]

    private struct Word {
        var text: String
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
            words.append(Word(text: String(word), isQuoted: quote != nil, isNegated: isNegated))
            rest = rest[word.endIndex...].dropFirst().drop { $0 == " " }
        }
        return words
    }
}

extension StreamMessage.Sender {
    package var opposite: StreamMessage.Sender { self == .client ? .server : .client }
}
