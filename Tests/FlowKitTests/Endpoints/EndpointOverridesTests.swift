import Testing

@testable import FlowKit

@Suite struct EndpointOverridesTests {
    @Test func `a file is read and written`() throws {
        let overrides = try EndpointOverrides(
            text: """
                # mine
                keep api.test/users/42   # me
                \tfold api.test:8080/shop/{slug}\r

                keep api.test/rpc/{slug}
                """
        )

        #expect(
            overrides.text == """
                keep api.test/users/42
                fold api.test:8080/shop/{slug}
                keep api.test/rpc/{slug}

                """
        )
        #expect(try EndpointOverrides(text: overrides.text) == overrides)
        #expect(overrides.place(host: "api.test", prefix: "/users")?.kept == ["42"])
        #expect(overrides.place(host: "api.test:8080", prefix: "/shop")?.isFolded == true)
        #expect(overrides.place(host: "api.test", prefix: "/rpc")?.isFolded == false)
        #expect(overrides.place(host: "api.test", prefix: "") == nil)
    }

    @Test(arguments: [
        ("keep", "line 1"), ("# x\nhold a.test/b", "line 2"), ("keep a.test", "such as"), ("keep a.test/", "such as"),
        ("keep /users/1", "such as"), ("fold a.test/users", "{slug}"), ("keep a.test/b c", "line 1"),
        ("keep a.test/\u{7F}", "spaces"),
    ])
    func `what cannot be read is refused with its line`(text: String, message: String) throws {
        let error = try #require(throws: EndpointOverrideError.self) { try EndpointOverrides(text: text) }
        #expect(error.message.contains(message) && error.message.contains("line"))
    }

    @Test func `the last decision about a place counts, and can be forgotten`() throws {
        var overrides = EndpointOverrides()
        try overrides.apply(try .init(.fold, "a.test/x/{slug}"))
        try overrides.apply(try .init(.keep, "a.test/x/{slug}"))
        #expect(overrides.entries.map(\.text) == ["keep a.test/x/{slug}"])

        let answers = (0..<2).map { _ in overrides.forget(place: "a.test/x/{slug}") }

        #expect(answers == [true, false])
        #expect(overrides == EndpointOverrides())
    }

    @Test func `a file without end is refused`() throws {
        let text = String(repeating: "keep a.test/b\n", count: EndpointOverrides.limit + 10)
        #expect(throws: Never.self) { try EndpointOverrides(text: text) }
        let long = (0...EndpointOverrides.limit).map { "keep a.test/\($0)\n" }.joined()
        #expect(throws: EndpointOverrideError.self) { try EndpointOverrides(text: long) }

        var overrides = try EndpointOverrides(
            text: (1...EndpointOverrides.limit).map { "keep a.test/\($0)\n" }.joined()
        )
        #expect(throws: EndpointOverrideError.self) { try overrides.apply(try .init(.keep, "a.test/0")) }
        #expect(throws: Never.self) { try overrides.apply(try .init(.keep, "a.test/7")) }
        #expect(overrides.entries.count == EndpointOverrides.limit && overrides.entries.last?.place == "a.test/7")
    }
}
