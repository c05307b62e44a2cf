import FlowKit
import NIOCore

// How an exchange ends: whole, failed, or given up by one side.
extension Exchange {
    /// Ends the exchange for a reason on the server's side: with a page where the client can still be told.
    func failed(_ error: FlowError) {
        guard machine.isResponseOpen else { return }
        guard !isResponseHeadSent else { return abort(error) }
        dropConnection()
        answer(LocalResponse.forError(error), error: error)
    }

    /// Ends the exchange without a complete response.
    func abort(_ error: FlowError) {
        dropConnection()
        let wasOpen = machine.isResponseOpen
        machine.failed()
        finishRecord(error: wasOpen || recorder.flow.error == nil ? error : nil)
        client.exchangeEnded(.cutShort)
    }

    /// The client is gone, or wants no response any more.
    func clientClosed(_ error: FlowError, _ reason: StreamCancellation = .unwanted) {
        dropConnection(reason)
        // One that has its response need not send the rest of its request. In HTTP/2 the stream may end later than the
        // body that its head announced; curl does not wait for that.
        let lacksResponse = machine.isResponseOpen && missingByteCount != 0
        machine.failed()
        finishRecord(error: lacksResponse ? error : nil)
    }

    /// The server's side has let go of this exchange.
    func detached() {
        server = nil
    }

    func dropConnection(_ reason: StreamCancellation = .unwanted) {
        server?.cancel(reason)
        server = nil
    }

    func endResponse() {
        switch machine.responseEnded() {
        case .finish(let isUpstreamReusable): finish(isUpstreamReusable: isUpstreamReusable)
        case .drainRequest:
            // The server has answered without reading on: it is done with this connection.
            if !(server?.readsOnAfterResponse ?? false) { dropConnection() }
            client.flush()
            recorder.reportProgress()
            if server == nil || !client.takesResets { dismissRequest() }
        }
    }

    /// The response is whole, and nobody reads the rest of the request: the client is told where it can be, and else
    /// its bytes are thrown away.
    func dismissRequest() {
        if client.takesResets { return abortQuietly() }
        client.resumeRequest()
        if isRequestEndUncertain { abortQuietly() }
    }

    /// The response is whole; only the connection cannot go on.
    private func abortQuietly() {
        machine.failed()
        finishRecord()
        client.exchangeEnded(.cutShort)
    }

    func finish(isUpstreamReusable: Bool) {
        let connection = server?.detach()
        server = nil
        if let connection { release(connection, isReusable: isUpstreamReusable) }
        finishRecord()
        client.exchangeEnded(.complete)
    }

    func finishRecord(error: FlowError? = nil) {
        tapped?.close()
        tapped = nil
        recorder.finish(error: error)
    }

    private func release(_ connection: UpstreamConnection, isReusable: Bool) {
        guard isReusable else { return connection.close() }
        if isConnectionBound {
            connection.owner = nil
            client.keepOwnConnection(connection)
        } else {
            loop.pool.put(connection)
        }
    }
}
