import FlowKit
import ProxyEngine

/// The ways in and out. Of what may hold a password, no message repeats more than the part that is wrong.
extension Settings {
    mutating func readWaysIn(_ options: CommonOptions, _ sources: SettingSources) throws(UsageError) {
        let settings = sources.settings(.listen, options: options.listen)
        if !settings.isEmpty { engine.listeners = [] }
        for setting in settings {
            do throws(ListenerSpecError) {
                engine.listeners.append(try ListenerSpec(setting.text))
            } catch {
                throw UsageError("\(setting.origin): \(error)")
            }
        }
        engine.keepsHost = try flag(.keepHost, options.keepHost, sources)
        engine.proxyAuthentication = try authentication(options.access, sources)
        if let setting = sources.setting(.proxyProtocolFrom, option: options.access.proxyProtocolFrom) {
            engine.proxyHeaderSources = try setting.value("a list of addresses like 10.0.0.0/8,127.0.0.1") { text in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                let ranges = parts.compactMap { AddressRange($0) }
                return ranges.count == parts.count ? ranges : nil
            }
        }
    }

    private mutating func authentication(
        _ options: AccessOptions,
        _ sources: SettingSources
    ) throws(UsageError) -> ProxyAuthentication? {
        let credentials = sources.setting(.proxyAuth, option: options.proxyAuth)
        let file = sources.setting(.proxyAuthFile, option: options.proxyAuthFile)
        if let credentials, let file {
            throw UsageError("\(file.origin): \(credentials.origin) says who may use the proxy already (give one)")
        }
        if let credentials {
            guard let authentication = ProxyAuthentication(credentials: credentials.text) else {
                throw UsageError("\(credentials.origin): write a user and a password as USER:PASSWORD")
            }
            let parts = credentials.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            clientCredentials = UpstreamProxy.Credentials(user: Array(parts[0].utf8), password: Array(parts[1].utf8))
            return authentication
        }
        guard let file else { return nil }
        do {
            guard let contents = try AtomicFile.contents(of: file.text, limit: 4 << 20) else {
                throw UsageError("\(file.origin): cannot read \(file.text): no such file")
            }
            return try ProxyAuthentication(file: contents.bytes, path: file.text)
        } catch let error as UsageError {
            throw error
        } catch {
            throw UsageError("\(file.origin): \(error)")
        }
    }

    mutating func readWaysOut(_ options: AccessOptions, _ sources: SettingSources) throws(UsageError) {
        let proxy = sources.setting(.upstreamProxy, option: options.upstreamProxy)
        if try flag(.upstreamFromEnv, options.upstreamFromEnv, sources) {
            do throws(EngineError) {
                engine.upstreamRoutes = try UpstreamRoutes(environment: sources.environment)
            } catch {
                throw UsageError("\(error)")
            }
        }
        guard let proxy else { return }
        do throws(URLSyntaxError) {
            var routes = UpstreamRoutes(try UpstreamProxy(proxy.text))
            routes.exceptions = engine.upstreamRoutes.exceptions
            engine.upstreamRoutes = routes
        } catch {
            throw UsageError("\(proxy.origin): \(error.message) (at column \(error.range.lowerBound + 1))")
        }
    }

    /// For commands that bring a client of their own: a proxy on a free port of this machine, for nobody else.
    mutating func useFreePort() {
        engine.listeners = [.onFreePort]
        engine.proxyAuthentication = nil
        clientCredentials = nil
        engine.proxyHeaderSources = []
    }
}
