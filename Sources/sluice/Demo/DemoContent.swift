import Foundation

/// What the demo's shop serves.
enum DemoContent {
    static let page = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <title>Acorn – seeds and saplings</title>
            <link rel="stylesheet" href="https://cdn.acorn.test/site.css">
            <script src="https://cdn.acorn.test/app.js" defer></script>
          </head>
          <body>
            <h1>Acorn</h1>
            <p>Oak, 樫, дуб and хӓмӓр: shipped as seeds.</p>
            <img src="https://ads.tracker.test/pixel.gif" width="1" height="1" alt="">
          </body>
        </html>
        """

    static let style = """
        :root { --leaf: #386641; --bark: #6b4f3a; }
        body { margin: 2rem auto; max-width: 60ch; font: 1rem/1.5 system-ui; color: var(--bark); }
        h1 { color: var(--leaf); letter-spacing: .02em; }
        """

    static let script = """
        const api = "https://api.acorn.test/v1";

        export async function user(id) {
          const answer = await fetch(`${api}/users/${id}`, { headers: { accept: "application/json" } });
          if (!answer.ok) throw new Error(`user ${id}: ${answer.status}`);
          return answer.json();
        }

        user(42).then((u) => document.title = `Acorn – ${u.name}`);
        """

    static let user = """
        {"id": 42, "name": "Ada Quercus", "email": "ada@acorn.test", "roles": ["buyer", "editor"], \
        "balance": 120.50, "address": {"city": "Żywiec", "country": "PL"}, "newsletter": false, "manager": null}
        """

    static let orders = """
        {"page": 1, "orders": [\
        {"id": 9007199254740991, "sku": "oak-1", "quantity": 3, "price": 4.90}, \
        {"id": 9007199254740992, "sku": "fir-7", "quantity": 1, "price": 12.00}, \
        {"id": 9007199254740993, "sku": "yew-2", "quantity": 10, "price": 0.99}], "next": "/v1/orders?page=2"}
        """

    static let search = """
        {"query": "oak", "took_ms": 131, "hits": [{"sku": "oak-1", "score": 0.98}, {"sku": "oak-4", "score": 0.71}]}
        """

    static let deadlock = """
        {"error": "deadlock detected", "retryable": true, "trace": ["report.totals:88", "db.query:412", \
        "db.lock:97", "worker.run:23"], "request": "7f1c2d"}
        """

    static let feed = """
        <?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0"><channel><title>Acorn news</title>
        <item><title>Yew is back</title><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>
        <item><title>Fir &amp; larch, two for one</title></item>
        </channel></rss>
        """

    /// 8 by 8 points of green.
    static let image = decoded(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGOwyHTEihgGlwQA4wUwAdQbM/oAAAAASUVORK5CYII="
    )

    /// One transparent point.
    static let pixel = decoded("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

    private static func decoded(_ base64: String) -> [UInt8] {
        Data(base64Encoded: base64).map { Array($0) } ?? []
    }
}
