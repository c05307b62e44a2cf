import Testing

@testable import FlowKit

@Suite struct FilterRefinementTests {
    @Test(arguments: [
        ("", "users", true), ("use", "users", true), ("~u use", "users", true), ("users", "use", false),
        ("use", "us.rs", false), ("~d a", "~u ab", false), ("a", "a & ~q", true), ("a & ~q", "a", false),
        ("a | b", "a", true), ("a", "a | b", false), ("a | b", "ab | bb", true), ("!ab", "!a", true),
        ("!a", "!ab", false),
        ("~c 2xx", "~c 2xx ~q", true), ("~c 2xx", "~c 200", false), ("(a | ~q) & b", "(a | ~q) & bc", true),
        ("a (b | c)", "b a", true), ("(?-i)Ab", "(?-i)xAb", false), ("~b x", "~b xy", true),
        ("~m get", "GET ~m GETS", true),
    ])
    func `what cannot match more than an earlier filter is known`(earlier: String, later: String, refines: Bool) throws
    {
        #expect(try Filter.parse(later).refines(try Filter.parse(earlier)) == refines)
    }
}
