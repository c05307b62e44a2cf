import FlowKit
import NIOSSL

/// Why a certificate or key that the user named cannot be used, and what to do.
package struct KeyPairError: Error, Equatable, CustomStringConvertible {
    package let path: String
    package let description: String
}

/// A certificate chain and its key, read from files and checked against each other.
struct KeyPair: Sendable {
    let hosts: HostPattern?
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Reads the files; blocks.
    init(_ file: KeyPairFile) throws(KeyPairError) {
        hosts = file.hosts
        let path = file.certificatePath
        let bytes = try Self.contents(of: path)
        let keyPath = file.keyPath ?? path
        let keyBytes = file.keyPath == nil ? bytes : try Self.contents(of: keyPath)
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(PEMBlocks(bytes).certificates)
        } catch {
            throw KeyPairError(path: path, description: "\(path) holds no certificate in PEM form")
        }
        guard !chain.isEmpty else {
            throw KeyPairError(path: path, description: "\(path) holds no certificate in PEM form")
        }
        key = try Self.key(in: PEMBlocks(keyBytes), path: keyPath, passphrase: file.passphrase)
        guard Self.belong(together: chain, key) else {
            throw KeyPairError(path: keyPath, description: "the key in \(keyPath) does not belong to \(path)")
        }
    }

    func matches(host: String, port: Int) -> Bool {
        hosts?.matches(host: host, port: port) ?? true
    }

    var chainSources: [NIOSSLCertificateSource] { chain.map { .certificate($0) } }

    private static func contents(of path: String) throws(KeyPairError) -> [UInt8] {
        do {
            if let contents = try AtomicFile.contents(of: path, limit: 1 << 20) { return contents.bytes }
        } catch {
            throw KeyPairError(path: path, description: error.description)
        }
        throw KeyPairError(path: path, description: "cannot read \(path): no such file")
    }

    private static func key(
        in blocks: PEMBlocks,
        path: String,
        passphrase: String?
    ) throws(KeyPairError) -> NIOSSLPrivateKey {
        guard let block = blocks.key else {
            throw KeyPairError(
                path: path,
                description: "\(path) holds no private key in PEM form (name the file that does: FILE:KEY)"
            )
        }
        do {
            guard block.isEncrypted else { return try NIOSSLPrivateKey(bytes: block.bytes, format: .pem) }
            guard let passphrase else {
                throw KeyPairError(
                    path: path,
                    description: "the key in \(path) is encrypted (set SLUICE_KEY_PASSPHRASE, or decrypt it: openssl "
                        + "pkey -in \(path))"
                )
            }
            return try NIOSSLPrivateKey(bytes: block.bytes, format: .pem) { $0(Array(passphrase.utf8)) }
        } catch let error as KeyPairError {
            throw error
        } catch {
            let reason =
                block.isEncrypted
                ? "cannot be decrypted with the passphrase in SLUICE_KEY_PASSPHRASE" : "cannot be read"
            throw KeyPairError(path: path, description: "the key in \(path) \(reason)")
        }
    }

    /// The library checks it where both are put into a context.
    private static func belong(together chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey) -> Bool {
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        return (try? NIOSSLContext(configuration: configuration)) != nil  // any error means no
    }
}
