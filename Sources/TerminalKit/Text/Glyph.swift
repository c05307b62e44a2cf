/// What fills one cell, or two when it is wide: one base scalar and at most four zero-width marks.
package struct Glyph: Hashable, Sendable {
    package var text: String
    /// 1 or 2.
    package var columns: Int
    /// Where the character it shows starts in the source, in UTF-8 bytes. The two halves of `^[` share one offset.
    package var offset: Int
}
