/// A small shop, its content network and the trackers on its pages: what the demo's origin answers.
enum DemoSite {
    /// Each is served in the clear and over TLS.
    static let hosts = [
        "www.acorn.test", "api.acorn.test", "live.acorn.test", "cdn.acorn.test", "auth.acorn.test", "ads.tracker.test",
        "metrics.tracker.test", "pinned.bank.test",
    ]

    /// The same request has the same answer always.
    static func answer(host: String, method: String, target: String) -> DemoAnswer {
        let path = String(target.prefix { $0 != "?" })
        guard let route = routes["\(host)\(path)"] else {
            return .json(
                #"{"error": "no such resource", "path": "\#(path.filter { $0 != "\"" && $0 != "\\" })"}"#,
                status: 404
            )
        }
        return route(method)
    }

    private typealias Route = @Sendable (_ method: String) -> DemoAnswer

    private static let routes: [String: Route] = [
        "www.acorn.test/": { _ in .text("text/html; charset=utf-8", DemoContent.page, coding: "gzip") },
        "www.acorn.test/old-home": { _ in
            DemoAnswer(301, [("Location", "https://www.acorn.test/"), ("Content-Length", "0")])
        },
        "cdn.acorn.test/site.css": { _ in .text("text/css", DemoContent.style, coding: "br") },
        "cdn.acorn.test/app.js": { _ in .text("text/javascript", DemoContent.script, coding: "gzip") },
        "cdn.acorn.test/logo.png": { _ in .bytes("image/png", DemoContent.image) },
        "cdn.acorn.test/feed.xml": { _ in .text("application/xml", DemoContent.feed) },
        "cdn.acorn.test/fonts.css": { _ in DemoAnswer(304, [("ETag", "\"f7a1\"")]) },
        "auth.acorn.test/login": { _ in
            var answer = DemoAnswer.json(#"{"token_type": "Bearer", "expires_in": 3600, "scope": "orders profile"}"#)
            answer.headers.append(("Set-Cookie", "session=8d2f9c; Path=/; HttpOnly; Secure"))
            return answer
        },
        "api.acorn.test/v1/users/42": { method in
            method == "PATCH"
                ? .json(#"{"error": "validation failed", "fields": {"email": "is not an address"}}"#, status: 422)
                : .json(DemoContent.user, coding: "gzip")
        },
        "api.acorn.test/v1/orders": { method in
            method == "POST"
                ? .json(
                    #"{"id": 9007199254740993, "status": "accepted", "total": 59.90}"#,
                    status: 201,
                    delay: .milliseconds(90)
                )
                : .json(DemoContent.orders, coding: "br")
        },
        "api.acorn.test/v1/search": { _ in .json(DemoContent.search, delay: .milliseconds(140)) },
        "api.acorn.test/v1/report": { _ in
            .json(DemoContent.deadlock, status: 500, coding: "gzip", delay: .milliseconds(410))
        },
        "api.acorn.test/v1/quota": { _ in
            var answer = DemoAnswer.json(#"{"error": "too many requests", "retryAfterSeconds": 30}"#, status: 429)
            answer.headers.append(("Retry-After", "30"))
            return answer
        },
        "api.acorn.test/v1/events": { _ in
            DemoAnswer(
                200,
                [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")],
                pieces: (1...8).map {
                    Array("id: \($0)\nevent: stock\ndata: {\"sku\": \"oak-\($0)\", \"left\": \(9 - $0)}\n\n".utf8)
                },
                delay: .milliseconds(400)
            )
        },
        "api.acorn.test/v1/slow": { _ in .json(#"{"done": true}"#, delay: .milliseconds(2_300)) },
        "api.acorn.test/v1/export": { _ in
            var answer = DemoAnswer(200, [("Content-Type", "text/csv")], pieces: [Array("id,name\n1,oak\n".utf8), []])
            answer.breaksOff = true
            return answer
        },
        "api.acorn.test/v1/avatar": { _ in .json(#"{"stored": true, "bytes": 1024}"#) },
        "ads.tracker.test/pixel.gif": { _ in .bytes("image/gif", DemoContent.pixel) },
        "ads.tracker.test/bid": { _ in .json(#"{"bids": [{"cpm": 0.31, "id": "b-19"}]}"#) },
        "metrics.tracker.test/collect": { _ in DemoAnswer(204) },
    ]
}
