@testable import FlowKit

extension Flow {
    /// A flow to ask about; the URL is in parts so that odd ones can be made.
    static func sample(
        id: Int = 1,
        method: String = "GET",
        scheme: Origin.Scheme = .https,
        host: String = "api.example.com",
        port: Int? = nil,
        path: String = "/v1/users?page=2",
        requestHeaders: Headers = [],
        requestBody: String? = nil,
        status: Int? = nil,
        responseHeaders: Headers = [],
        responseBody: String? = nil,
        started: Timestamp = Timestamp(nanoseconds: 0),
        milliseconds: Int? = nil,
        source: Source = .client
    ) -> Flow {
        let origin = Origin(scheme: scheme, host: host, port: port)
        let request = Request(
            method: method,
            target: WireText(path),
            origin: origin,
            headers: requestHeaders,
            body: requestBody.map { Body($0) }
        )
        var flow = Flow(id: FlowID(id), source: source, request: request, started: started)
        flow.response = status.map {
            Response(status: $0, headers: responseHeaders, body: responseBody.map { Body($0) })
        }
        flow.timing.finished = milliseconds.map { started + .milliseconds($0) }
        return flow
    }
}
