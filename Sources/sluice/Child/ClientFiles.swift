import Foundation
import ProxyEngine

/// The files by which programs are told of the proxy and its authority, besides the certificate.
struct ClientFiles: Sendable {
    let bundle: String
    let javaStore: String
    let wgetrc: String
    let phpDirectory: String
    let nodePreload: String

    /// Writes the files into the directory, each whole or not at all: other runs may be reading them.
    ///
    /// - Parameters:
    ///   - systemRoots: in PEM form.
    ///   - wgetSettings: what the user's own `wgetrc` says.
    init(
        directory: String,
        certificatePEM: String,
        systemRoots: String,
        wgetSettings: String
    ) throws(FileError) {
        bundle = directory + "/bundle.pem"
        javaStore = directory + "/java-truststore.p12"
        wgetrc = directory + "/wgetrc"
        phpDirectory = directory + "/php"
        nodePreload = directory + "/node-proxy.cjs"
        let bundlePEM = systemRoots + (systemRoots.isEmpty || systemRoots.hasSuffix("\n") ? "" : "\n") + certificatePEM
        try AtomicFile.makeDirectory(phpDirectory)
        try Self.write(Array(bundlePEM.utf8), to: bundle)
        try Self.write(JavaTrustStore.bytes(certificates: Self.certificates(in: bundlePEM)), to: javaStore)
        try Self.write(Array("\(wgetSettings)\nca_certificate = \(bundle)\n".utf8), to: wgetrc)
        try Self.write(Array(NodePreload.source.utf8), to: nodePreload)
        let settings = "openssl.cafile=\"\(bundle)\"\ncurl.cainfo=\"\(bundle)\"\n"
        try Self.write(Array(settings.utf8), to: phpDirectory + "/sluice.ini")
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        // What cannot be read is written anew.
        if let old = try? AtomicFile.contents(of: path, limit: bytes.count), old.bytes == bytes { return }
        try AtomicFile.replace(path, with: bytes, permissions: 0o600)
    }

    /// The certificates of a PEM text in DER form; what cannot be read is passed over.
    static func certificates(in text: String) -> [[UInt8]] {
        text.components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().compactMap { part in
            let base64 = part.components(separatedBy: "-----END CERTIFICATE-----")[0]
            return Data(base64Encoded: base64, options: .ignoreUnknownCharacters).map { Array($0) }
        }
    }
}
