/// Where text that does not fit loses its characters.
package enum Elision: Hashable, Sendable, CaseIterable {
    /// Cut at the end, without a sign.
    case clip
    case start, middle, end
}
