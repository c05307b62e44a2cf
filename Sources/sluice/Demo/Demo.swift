import FlowKit
import NIOPosix
import ProxyEngine

/// The demo's world: its servers, and the visitors that reach them through the proxy.
struct Demo: Sendable {
    private let authority: CertificateAuthority

    /// Starts the servers, and points the settings at them.
    static func prepare(_ settings: inout Settings, directories: Directories) throws(ProgramError) -> Demo {
        let authority: CertificateAuthority
        do {
            authority = try CertificateAuthority.loadOrCreate(in: directories.data)
        } catch {
            throw ProgramError(error.description)
        }
        let group = MultiThreadedEventLoopGroup.singleton
        let origin = waitFor { () async -> Result<DemoOrigin, ProgramError> in
            do {
                return .success(try await DemoOrigin.start(authority: authority, group: group))
            } catch {
                return .failure(ProgramError("cannot start the demo's servers: \(error)"))
            }
        }
        settings.engine.connectTo = try origin.get().places
        settings.engine.upstreamAuthorityFiles.append(authority.certificatePath)
        return Demo(authority: authority)
    }

    /// Lets the visitors begin.
    ///
    /// - Parameter rounds: how often they do what they do; `nil` for ever.
    func start(proxy: ListenAddress, rounds: Int?) throws -> Task<Void, Never> {
        let client = try DemoClient(proxy: proxy, authority: authority, group: MultiThreadedEventLoopGroup.singleton)
        return Task.detached { await DemoTraffic.run(client, rounds: rounds) }
    }
}
