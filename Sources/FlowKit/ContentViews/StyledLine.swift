/// A line of text in spans that say what each part means; the theme says how that looks.
package struct StyledLine: Hashable, Sendable {
    package enum Role: Hashable, Sendable {
        case plain
        case dim
        case name  // of a field, a key, an attribute
        case string
        case number
        case literal  // true, false, null
        case punctuation
        case tag  // of a markup element
        case comment
        case heading
        case error
    }

    package struct Span: Hashable, Sendable {
        /// As captured: control characters included, which the terminal layer makes harmless.
        package var text: String
        package var role: Role

        package init(_ text: String, _ role: Role = .plain) {
            self.text = text
            self.role = role
        }
    }

    package var spans: [Span]
    /// True where this is no line of its own but goes on the one before, which was too wide for one.
    package var isContinuation = false

    package init(_ spans: [Span] = []) {
        self.spans = spans
    }

    package init(_ text: String, _ role: Role = .plain) {
        spans = text.isEmpty ? [] : [Span(text, role)]
    }

    package var text: String { spans.map(\.text).joined() }
}
