/// What a terminal can show.
package struct TerminalTraits: Hashable, Sendable {
    /// Whether characters beyond ASCII show; without it each is drawn as `?`.
    package var isUTF8: Bool
    /// 0 is monochrome, or colour refused with `NO_COLOR`; 16,777,216 is true colour.
    package var colorCount: Int

    package init(isUTF8: Bool = true, colorCount: Int = 256) {
        self.isUTF8 = isUTF8
        self.colorCount = colorCount
    }
}
