/// A way to show bytes as styled lines.
///
/// Pure, and called off the UI's thread for large contents. To add one, write it in a file of its own and put it into
/// `ContentViews.builtIn`.
protocol ContentView: Sendable {
    /// What a user chooses it by: lower case, one word.
    var name: String { get }

    /// How well this view fits; the highest is taken when the user chose none.
    func priority(for content: Content) -> ContentPriority

    /// Writes the content. Must look at `output.isFull` in every loop over the content.
    ///
    /// - Throws: what makes the content unfit for this view; what was written until then is taken back.
    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError)
}

/// How well a view fits a content.
enum ContentPriority: Int, Comparable, Sendable {
    /// Only when the user asks.
    case never
    /// Shows anything.
    case fallback
    /// Shows anything of this nature: text, or bytes.
    case general
    /// The bytes look like it.
    case sniffed
    /// Its type was declared.
    case declared
    /// Knows more than the view for the declared type, if it is what it looks like.
    case special

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Why a view cannot show a content.
struct ContentViewError: Error, Hashable, Sendable {
    /// Lower case, no full stop, such as `not valid JSON at line 3, column 7: expected a comma`.
    let message: String
}

/// Lines that belong to what the first of them opens: an object, an array, an element.
package struct ContentFold: Hashable, Sendable {
    /// Indices into the rendering's lines.
    package let firstLine: Int
    package let lastLine: Int
    /// How many members or elements are inside; 0: not counted.
    package let childCount: Int
    /// True where the last line closes what the first opened, such as a bracket.
    package let isBracketed: Bool
}

/// A content as a view shows it.
package struct ContentRendering: Hashable, Sendable {
    /// The view that made it: another than was asked for when that one failed.
    package let viewName: String
    /// Of at most 4,096 bytes each; wider ones go on in lines marked `isContinuation`.
    package let lines: [StyledLine]
    /// By first line. What the limits cut open is not among them.
    package let folds: [ContentFold]
    /// What a reader must know: what was cut, damaged or shown otherwise than declared. Lower case, no full stop.
    package let notes: [String]
    /// True when the limits left something out: render again with `limits.extended` to see more.
    package let hasMore: Bool
}
