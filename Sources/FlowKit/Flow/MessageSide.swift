/// Which message of a flow is meant.
package enum MessageSide: Hashable, Sendable {
    case request
    case response

    /// `nil`: there is no such message yet.
    package func headers(of flow: Flow) -> Headers? {
        switch self {
        case .request: flow.request.headers
        case .response: flow.response?.headers
        }
    }

    /// `nil`: there is no such message yet, or it has no body.
    package func body(of flow: Flow) -> Body? {
        switch self {
        case .request: flow.request.body
        case .response: flow.response?.body
        }
    }

    /// The same flow with another body there.
    func flow(_ flow: Flow, with body: Body) -> Flow {
        var flow = flow
        switch self {
        case .request: flow.request.body = body
        case .response: flow.response?.body = body
        }
        return flow
    }
}
