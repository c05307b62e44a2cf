import FlowKit
import NIOCore

extension ClientConnection {
    /// The response to a request from somebody who may not use the proxy; `nil`: go on.
    ///
    /// Asked for requests to the proxy itself: those inside a tunnel came with its CONNECT, and a reverse or transparent
    /// listener is no proxy to its clients.
    func authenticationDemand(for head: RequestHead) -> Response? {
        guard scope == nil, let authentication = services.configuration.proxyAuthentication else { return nil }
        if let field = head.headers["Proxy-Authorization"], authentication.permits(field: field) { return nil }
        var response = LocalResponse.page(
            status: 407,
            "This proxy asks for a user and a password: http://USER:PASSWORD@HOST:PORT as the proxy's URL."
        )
        response.headers.append("Proxy-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"")
        return response
    }

    /// What a flow keeps of a request's fields: what opens this proxy is nobody else's.
    func recordedHeaders(of head: RequestHead) -> Headers {
        guard scope == nil, services.configuration.proxyAuthentication != nil,
            head.headers.contains("Proxy-Authorization")
        else { return head.headers }
        var headers = head.headers
        headers.replace("Proxy-Authorization", with: "Basic ***")
        return headers
    }

    /// The same of a head that could not be read.
    func recordedBytes(ofRefused head: some Collection<UInt8>) -> [UInt8] {
        guard scope == nil, services.configuration.proxyAuthentication != nil else { return Array(head) }
        let name = "proxy-authorization"
        let lines = head.split(separator: 0x0A, omittingEmptySubsequences: false).map { line -> [UInt8] in
            let start = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard start.prefix(name.utf8.count).equalsIgnoringASCIICase(name.utf8) else { return Array(line) }
            return start.prefix(name.utf8.count) + Array(": Basic ***".utf8) + (line.last == 0x0D ? [0x0D] : [])
        }
        return Array(lines.joined(separator: [0x0A]))
    }
}
