import FlowKit

/// The variables by which programs of every common runtime find the proxy and trust its certificates.
struct ProxyEnvironment: Equatable, Sendable {
    /// What the variables point to.
    struct Place: Equatable, Sendable {
        var host: String
        var port: Int
        /// The authority's certificate alone, in PEM form: for variables that add to what is trusted.
        var certificate: String
        /// The system's roots and the authority's, in PEM form: for variables that replace what is trusted.
        var bundle: String
        /// The same as a PKCS #12 store, for Java.
        var javaStore: String
        /// A `wgetrc` that names the bundle; GNU Wget has no variable for it.
        var wgetrc: String
        /// A directory with an `.ini` file that names the bundle, for PHP.
        var phpDirectory: String
        /// A module for Node versions that read no proxy variables.
        var nodePreload: String

        /// What the proxy asks for.
        var credentials: UpstreamProxy.Credentials?

        var url: String { UpstreamProxy(kind: .http, host: host, port: port, credentials: credentials).url }
    }

    private let place: Place

    init(_ place: Place) {
        self.place = place
    }

    /// The variables to set for a child that inherits all others.
    func variables(inheriting inherited: [String: String] = [:]) -> [String: String] {
        var environment: [String: String] = [:]
        for name in Self.proxyNames { environment[name] = place.url }
        for name in Self.exceptionNames { environment[name] = "" }
        for name in Self.bundleNames { environment[name] = place.bundle }
        for name in Self.certificateNames { environment[name] = place.certificate }
        environment.merge(Self.switches) { _, new in new }
        environment["WGETRC"] = place.wgetrc
        // An empty element stands for the directory PHP was built with.
        environment["PHP_INI_SCAN_DIR"] = "\(inherited["PHP_INI_SCAN_DIR"] ?? ""):\(place.phpDirectory)"
        environment["JAVA_TOOL_OPTIONS"] = Self.words(inherited["JAVA_TOOL_OPTIONS"], javaOptions)
        environment["NODE_OPTIONS"] = Self.words(
            inherited["NODE_OPTIONS"],
            ["--require", nodeQuoted(place.nodePreload)]
        )
        environment["SLUICE_PROXY"] = place.url
        return environment
    }

    /// Both cases, identical: programs differ in which they read and in which wins.
    private static let proxyNames = [
        "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        "ws_proxy", "WS_PROXY", "wss_proxy", "WSS_PROXY",
        "CGI_HTTP_PROXY",  // programs that distrust HTTP_PROXY (httpoxy)
        "GLOBAL_AGENT_HTTP_PROXY", "GLOBAL_AGENT_HTTPS_PROXY",
        "npm_config_proxy", "npm_config_https_proxy", "YARN_HTTP_PROXY", "YARN_HTTPS_PROXY",
    ]

    /// Emptied: a list the user has for another proxy would hide traffic from this one.
    private static let exceptionNames = ["no_proxy", "NO_PROXY", "npm_config_noproxy", "GLOBAL_AGENT_NO_PROXY"]

    private static let bundleNames = [
        "SSL_CERT_FILE",  // OpenSSL, Go, Ruby, .NET, rustls-native-certs, uv
        "NIX_SSL_CERT_FILE",
        "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO", "AWS_CA_BUNDLE", "PERL_LWP_SSL_CA_FILE",
        "REQUESTS_CA_BUNDLE", "PIP_CERT", "HTTPLIB2_CA_CERTS",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
        "npm_config_cafile", "YARN_HTTPS_CA_FILE_PATH", "COMPOSER_CAFILE", "BUNDLE_SSL_CA_CERT",
        "HEX_CACERTS_PATH", "JULIA_SSL_CA_ROOTS_PATH",
    ]

    private static let certificateNames = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"]

    private static let switches = [
        "NODE_USE_ENV_PROXY": "1",  // from 22.21 and 24.5 on Node reads the variables then
        "ELECTRON_GET_USE_PROXY": "1",
        "UV_NATIVE_TLS": "true",  // uv brings roots of its own
    ]

    private static func words(_ inherited: String?, _ added: [String]) -> String {
        ([inherited ?? ""] + added).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func nodeQuoted(_ path: String) -> String {
        "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// Java reads no variables: properties, and a trust store of its own kind.
    private var javaOptions: [String] {
        let properties = [
            ("http.proxyHost", place.host), ("http.proxyPort", String(place.port)),
            ("https.proxyHost", place.host), ("https.proxyPort", String(place.port)),
            ("http.nonProxyHosts", ""),  // by default, whatever is local goes past the proxy
            ("javax.net.ssl.trustStore", place.javaStore), ("javax.net.ssl.trustStoreType", "PKCS12"),
        ]
        return properties.map { name, value in "-D\(name)=\(Self.javaQuoted(value))" }
    }

    /// The launcher splits at white space outside quotes; a quote is hidden in quotes of the other kind.
    private static func javaQuoted(_ text: String) -> String {
        guard text.contains(where: { $0.isWhitespace || $0 == "'" || $0 == "\"" }) else { return text }
        return text.contains("'") ? "\"\(text)\"" : "'\(text)'"
    }
}
