/// What the demo's visitors do, over and over, in the same order.
enum DemoTraffic {
    /// Sends all calls, again and again; returns after `rounds`, never when that is `nil`, or when cancelled.
    static func run(_ client: DemoClient, rounds: Int?) async {
        var round = 0
        await withTaskGroup { group in
            while rounds.map({ round < $0 }) ?? true {
                for call in calls {
                    guard !Task.isCancelled else { return }
                    if call.isInBackground {
                        group.addTask { await client.send(call) }
                    } else {
                        await client.send(call)
                    }
                    try? await Task.sleep(for: call.pause)  // cancelled: the check above ends the loop
                }
                round += 1
            }
        }
    }

    private static let json = ("Accept", "application/json")
    private static let bearer = ("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")

    static let calls: [DemoCall] = [
        DemoCall(url: "http://www.acorn.test/old-home"),
        DemoCall(url: "https://www.acorn.test/", pause: .milliseconds(120)),
        DemoCall(url: "https://cdn.acorn.test/site.css", pause: .milliseconds(30)),
        DemoCall(url: "https://cdn.acorn.test/app.js", pause: .milliseconds(30)),
        DemoCall(url: "https://cdn.acorn.test/logo.png", pause: .milliseconds(60)),
        DemoCall(url: "https://cdn.acorn.test/fonts.css", headers: [("If-None-Match", "\"f7a1\"")]),
        DemoCall(url: "https://ads.tracker.test/pixel.gif?page=home&visitor=c81e728d", pause: .milliseconds(40)),
        DemoCall(
            method: "POST",
            url: "https://metrics.tracker.test/collect",
            headers: [("Content-Type", "text/plain")],
            body: "view home 1280x720 en-GB"
        ),
        DemoCall(
            method: "POST",
            url: "https://auth.acorn.test/login",
            headers: [("Content-Type", "application/x-www-form-urlencoded"), json],
            body: "user=ada%40acorn.test&password=correct+horse&remember=on"
        ),
        DemoCall(
            url: "https://api.acorn.test/v1/events",
            headers: [("Accept", "text/event-stream")],
            isInBackground: true
        ),
        // At a host of its own: the origin's server takes an upgrade only as the first request of a connection.
        DemoCall(
            url: "https://live.acorn.test/v1/prices",
            messages: [#"{"op": "subscribe", "sku": "oak-1"}"#, #"{"op": "subscribe", "sku": "beech-2"}"#],
            isInBackground: true
        ),
        DemoCall(url: "https://api.acorn.test/v1/users/42", headers: [json, bearer]),
        DemoCall(url: "https://api.acorn.test/v1/orders?page=1&sort=date", headers: [json, bearer]),
        DemoCall(url: "https://api.acorn.test/v1/search?q=oak%20seeds", headers: [json]),
        DemoCall(
            method: "POST",
            url: "https://api.acorn.test/v1/orders",
            headers: [("Content-Type", "application/json"), json, bearer],
            body: #"{"sku": "oak-1", "quantity": 10, "note": "ring twice 🔔", "price": 5.990}"#
        ),
        DemoCall(
            method: "PATCH",
            url: "https://api.acorn.test/v1/users/42",
            headers: [("Content-Type", "application/json"), bearer],
            body: #"{"email": "ada at acorn"}"#
        ),
        DemoCall(url: "https://ads.tracker.test/bid?slot=sidebar", pause: .milliseconds(40)),
        DemoCall(url: "https://pinned.bank.test/accounts", trustsProxy: false),
        DemoCall(url: "https://api.acorn.test/v1/slow", isInBackground: true),
        DemoCall(url: "https://api.acorn.test/v1/report?month=11", headers: [json, bearer]),
        DemoCall(url: "https://api.acorn.test/v1/quota", headers: [json]),
        DemoCall(
            method: "POST",
            url: "https://api.acorn.test/v1/avatar",
            headers: [("Content-Type", "multipart/form-data; boundary=leaf")],
            body: "--leaf\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n42\r\n"
                + "--leaf\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ada.svg\"\r\n"
                + "Content-Type: image/svg+xml\r\n\r\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\r\n--leaf--\r\n"
        ),
        DemoCall(url: "https://api.acorn.test/v1/export?format=csv", headers: [bearer]),
        DemoCall(url: "http://cdn.acorn.test/feed.xml"),
        DemoCall(method: "HEAD", url: "https://cdn.acorn.test/app.js"),
        DemoCall(method: "DELETE", url: "https://api.acorn.test/v1/orders/17", headers: [bearer]),
        DemoCall(url: "http://down.acorn.test/health", pause: .milliseconds(900)),
    ]
}
