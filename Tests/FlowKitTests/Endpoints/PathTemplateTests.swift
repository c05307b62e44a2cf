import TestSupport
import Testing

@testable import FlowKit

@Suite struct PathTemplateTests {
    @Test(arguments: [
        ("/users/42", "/users/{id}"),
        ("/users/42/orders/7?page=2", "/users/{id}/orders/{id}"),
        ("/users/550e8400-e29b-41d4-a716-446655440000", "/users/{id}"),
        ("/users/550E8400-E29B-41D4-A716-446655440000/", "/users/{id}/"),
        ("/events/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/events/{id}"),
        ("/commits/4f3a2b1c", "/commits/{id}"),
        ("/commits/da39a3ee5e6b4b0d3255bfef95601890afd80709", "/commits/{id}"),
        ("/watch/dQw4w9WgXcQ", "/watch/{id}"),
        ("/t/V1StGXR8_Z5jdHi6B-myT", "/t/{id}"),
        ("/t/c29tZSB0ZXh0IGhlcmU=", "/t/{id}"),
        ("/t/c29tZSB0ZXh0IGhlcg%3D%3D", "/t/{id}"),
        ("/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "/t/{id}"),
        ("/mail/jane.doe@example.com", "/mail/{id}"),
        ("/mail/jane%40example.com", "/mail/{id}"),
        ("/at/52.5200,13.4050", "/at/{id}"),
        ("/at/-12", "/at/{id}"),
        ("/hosts/10.0.0.1", "/hosts/{id}"),
        ("/v1/customers/cus_NffrFeUfNV2Hjw", "/v1/customers/cus_{id}"),
        ("/browse/PROJ-1234", "/browse/PROJ-{id}"),
        ("/u/user12345", "/u/user{id}"),
        ("/42.json", "/{id}.json"),
        ("/assets/main.4f3a2b1c.chunk.js", "/assets/main.{id}.chunk.js"),
        ("/assets/index-BdF9aZ3kQ1.css", "/assets/index-{id}.css"),
    ])
    func `ids are folded, whatever their form`(path: String, template: String) {
        #expect(PathTemplate(path).text == template)
    }

    @Test(arguments: [
        ("/days/2026-01-31", "/days/{date}"),
        ("/days/2026-01-31T10:42:07Z", "/days/{date}"),
        ("/days/2026-01", "/days/{date}"),
        ("/days/2026-13-31", "/days/{id}"),
        ("/days/20260131", "/days/{id}"),
        ("/reports/2026-01-31.pdf", "/reports/{date}.pdf"),
    ])
    func `dates are dates`(path: String, template: String) {
        #expect(PathTemplate(path).text == template)
    }

    @Test(arguments: [
        ("/blog/how-to-fold-paths-into-templates-by-looks", "/blog/{slug}"),
        ("/blog/ten_things_that_nobody_told_you_about_paths.html", "/blog/{slug}.html"),
        ("/blog/" + String(repeating: "word-", count: 200), "/blog/{slug}"),
        ("/blog/" + String(repeating: "x", count: 70_000), "/blog/{id}"),
    ])
    func `long titles are slugs, and what is very long is never a word`(path: String, template: String) {
        #expect(PathTemplate(path).text == template)
    }

    @Test(arguments: [
        "/", "/users", "/users/", "/users/me", "//a", "/v1", "/v1beta1/models", "/1.1/statuses", "/2.0/oauth2/token",
        "/lodash/4.17.21/lodash.min.js", "/jquery-3.6.0.min.js", "/s3", "/h264", "/GetUserAccountSettings",
        "/getUserAccountV2Settings", "/shop.v1.Cart/AddItem", "/@types/node", "/~jane", "/a+b", "/caf%C3%A9",
        "/.well-known/openid-configuration", "/en-US/about", "/decade", "/cafe", "/{id}/x", "/a%2Fb-42",
    ])
    func `words stay`(path: String) {
        #expect(PathTemplate(path).text == path)
    }

    @Test func `the query is not part of it, nor is a fragment`() {
        #expect(PathTemplate("/a?b=/1/2").text == "/a")
        #expect(PathTemplate("/a/7#x?y").text == "/a/{id}")
    }

    @Test func `deep paths end in a rest`() {
        let path = String(repeating: "/a", count: 20)

        #expect(PathTemplate(path).text == String(repeating: "/a", count: 16) + "/{rest}")
    }

    @Test func `a template is that of its own text`() {
        for path in ["/users/42", "/a/2026-01-31", "/x/main.4f3a2b1c.js", String(repeating: "/9", count: 40)] {
            let template = PathTemplate(path)
            #expect(PathTemplate(template.text) == template)
        }
    }

    @Test func `targets in every form`() {
        let origin = Origin(scheme: .https, host: "a.test")
        func text(_ method: String, _ target: WireText) -> String {
            PathTemplate(of: Request(method: method, target: target, origin: origin)).text
        }

        #expect(text("GET", "/users/42") == "/users/{id}")
        #expect(text("GET", "http://a.test/users/42") == "/users/{id}")
        #expect(text("GET", "http://a.test") == "/")
        #expect(text("OPTIONS", "*") == "*")
        #expect(text("CONNECT", "a.test:443") == "")
        #expect(text("CONNECT", "/chat/7") == "/chat/{id}")
    }

    @Test func `no bytes are too odd`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...120, using: &random)
            let alphabet = Array("/-_.%=@{}?#aA0fF9~".utf8) + [0, 0x80, 0xFF]
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }

            let template = PathTemplate(UInt8.slash + bytes)

            #expect(template.text.utf8.count <= 2 * (count + 1) + 4 * 17)
        }
    }
}

extension UInt8 {
    fileprivate static let slash: [UInt8] = Array("/".utf8)
}
