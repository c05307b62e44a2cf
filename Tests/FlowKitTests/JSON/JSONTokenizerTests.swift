import FlowKit
import TestSupport
import Testing

@Suite struct JSONTokenizerTests {
    @Test func `tokens cover the bytes as they were written`() throws {
        let text = #" {"a" : [1.10, -0e+3, "\u00e9\/"], "a":{}, "b": [true,false,null]} "#

        let tokens = try allTokens(text)

        let spelled = tokens.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) }
        #expect(
            spelled == [
                "{", "\"a\"", "[", "1.10", "-0e+3", #""\u00e9\/""#, "]", "\"a\"", "{", "}", "\"b\"", "[", "true",
                "false",
                "null", "]", "}",
            ]
        )
        #expect(tokens.filter { $0.kind == .key }.count == 3)
    }

    @Test(arguments: [
        ("", JSONError.Code.unexpectedEnd, 1, 1), ("{", .unexpectedEnd, 1, 2), ("[1,", .unexpectedEnd, 1, 4),
        ("[1,]", .unexpectedByte, 1, 4), ("{\"a\":1,}", .unexpectedByte, 1, 8), ("[1 2]", .unexpectedByte, 1, 4),
        ("{1:2}", .unexpectedByte, 1, 2), ("{\"a\" 2}", .unexpectedByte, 1, 6), ("[}", .unexpectedByte, 1, 2),
        ("{]", .unexpectedByte, 1, 2), ("]", .unexpectedByte, 1, 1), ("1 2", .unexpectedByte, 1, 3),
        ("01", .invalidNumber, 1, 2), ("1.", .unexpectedEnd, 1, 3), ("1.e", .invalidNumber, 1, 3),
        ("-", .unexpectedEnd, 1, 2), ("+1", .unexpectedByte, 1, 1), (".5", .unexpectedByte, 1, 1),
        ("1e", .unexpectedEnd, 1, 3), ("NaN", .unexpectedByte, 1, 1), ("nul", .unexpectedEnd, 1, 4),
        ("nulL", .unexpectedByte, 1, 4), ("\"a", .unexpectedEnd, 1, 3), ("\"\\x\"", .invalidEscape, 1, 2),
        ("\"\\u12G4\"", .invalidEscape, 1, 2), ("\"\t\"", .controlCharacter, 1, 2), ("'a'", .unexpectedByte, 1, 1),
        ("{\n \"ä\": 1,\r\n \"b\": x}", .unexpectedByte, 3, 7), ("// no\n1", .unexpectedByte, 1, 1),
    ])
    func `what is not JSON is refused at its place`(text: String, code: JSONError.Code, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try allTokens(text) }

        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func `a million open brackets overflow nothing`() throws {
        var tokenizer = JSONTokenizer(Array(repeating: UInt8(ascii: "["), count: 1_000_000))

        let error = #expect(throws: JSONError.self) { while try tokenizer.next() != nil {} }

        #expect(error?.code == .unexpectedEnd)
        #expect(error?.offset == 1_000_000)
        #expect(tokenizer.depth == 1_000_000)
    }

    @Test func `a sequence of values is read where it is allowed`() throws {
        #expect(try allTokens("{}\n[1]\n\n2 \"a\"", allowsSequence: true).count == 7)
        #expect(try allTokens(" \n", allowsSequence: true).isEmpty)
    }

    @Test func `a byte order mark is skipped`() throws {
        #expect(try allTokens("\u{FEFF}1").map(\.range) == [3..<4])
    }

    @Test func `every prefix of a text ends early and nothing else`() throws {
        let text = Array(#"{"a":[1.5e-3,"\ud83d\ude00é"],"b":{"c":null}}"#.utf8)

        for count in 0..<text.count {
            let error = #expect(throws: JSONError.self) { try allTokens(Array(text.prefix(count))) }
            #expect(error?.code == .unexpectedEnd, "cut at \(count)")
        }
    }

    @Test func `random bytes never crash it`() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("{}[]:,\"\\u0123eE+-.tfn \n\u{1}é".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            _ = try? allTokens(bytes)  // Only that it comes back matters.
        }
    }

    private func allTokens(_ text: String, allowsSequence: Bool = false) throws(JSONError) -> [JSONToken] {
        try allTokens(Array(text.utf8), allowsSequence: allowsSequence)
    }

    private func allTokens(_ bytes: [UInt8], allowsSequence: Bool = false) throws(JSONError) -> [JSONToken] {
        var tokenizer = JSONTokenizer(bytes, allowsSequence: allowsSequence)
        var tokens: [JSONToken] = []
        while let token = try tokenizer.next() { tokens.append(token) }
        return tokens
    }
}
