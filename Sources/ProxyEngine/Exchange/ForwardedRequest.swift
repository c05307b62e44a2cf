import FlowKit

/// A request on its way to its server, before it is known in which version of HTTP it will be written.
struct ForwardedRequest {
    let head: RequestHead
    let origin: Origin
    /// In origin-form, or `*`.
    let target: [UInt8]
    /// Stands in for the Host field; `nil` leaves that as it came.
    let host: String?
    let framing: BodyFraming
}
