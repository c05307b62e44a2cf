/// Why edited text is not a request, and where to look.
package struct EditTextError: Error, Hashable, Sendable {
    /// The line of the text, from 0.
    package let line: Int
    /// UTF-8 offsets into the line: the part to underline; empty where something is missing.
    package let range: Range<Int>
    /// For people: lower case, no full stop, says what to write instead.
    package let message: String

    package init(line: Int, range: Range<Int>, message: String) {
        self.line = line
        self.range = range
        self.message = message
    }
}
