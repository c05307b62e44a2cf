/// What boxes, lines and cut text are drawn with.
package struct Symbols: Hashable, Sendable {
    package var ellipsis: String
    package var horizontal: String
    package var vertical: String
    package var topLeft: String
    package var topRight: String
    package var bottomLeft: String
    package var bottomRight: String

    package static let unicode = Symbols(
        ellipsis: "…",
        horizontal: "─",
        vertical: "│",
        topLeft: "┌",
        topRight: "┐",
        bottomLeft: "└",
        bottomRight: "┘"
    )

    /// For terminals that are not UTF-8.
    package static let ascii = Symbols(
        ellipsis: "~",
        horizontal: "-",
        vertical: "|",
        topLeft: "+",
        topRight: "+",
        bottomLeft: "+",
        bottomRight: "+"
    )
}
