/// What the status line says about the proxy.
package struct ProxyStatus: Hashable, Sendable {
    /// Where clients connect, such as `127.0.0.1:8080`; empty when nothing listens (a file is browsed).
    package var listenAddress: String
    /// True while upstream certificates are not verified.
    package var isInsecure: Bool
    /// Traffic passes unrecorded.
    package var isRecordingPaused: Bool

    package init(listenAddress: String = "", isInsecure: Bool = false, isRecordingPaused: Bool = false) {
        self.listenAddress = listenAddress
        self.isInsecure = isInsecure
        self.isRecordingPaused = isRecordingPaused
    }
}
