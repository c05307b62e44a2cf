import Testing

@testable import sluice

@Suite struct ProxyEnvironmentTests {
    private let place = ProxyEnvironment.Place(
        host: "127.0.0.1",
        port: 4711,
        certificate: "/d/ca-cert.pem",
        bundle: "/d/bundle.pem",
        javaStore: "/d/trust.p12",
        wgetrc: "/d/wgetrc",
        phpDirectory: "/d/php",
        nodePreload: "/d/my node.cjs"
    )

    private func variables(_ inherited: [String: String] = [:]) -> [String: String] {
        ProxyEnvironment(place).variables(inheriting: inherited)
    }

    @Test(arguments: ["http", "https", "all", "ws", "wss"])
    func `the proxy is named in both cases`(scheme: String) {
        let environment = variables()

        #expect(environment["\(scheme)_proxy"] == "http://127.0.0.1:4711")
        #expect(environment["\(scheme.uppercased())_PROXY"] == "http://127.0.0.1:4711")
    }

    @Test func `an exception list for another proxy hides nothing`() {
        let environment = variables(["NO_PROXY": "localhost,10.0.0.0/8", "no_proxy": "*"])

        #expect(environment["NO_PROXY"] == "")
        #expect(environment["no_proxy"] == "")
    }

    @Test(arguments: [
        "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO", "PIP_CERT", "AWS_CA_BUNDLE",
        "CARGO_HTTP_CAINFO", "npm_config_cafile",
    ])
    func `a variable that replaces what is trusted names the whole bundle`(name: String) {
        #expect(variables()[name] == "/d/bundle.pem")
    }

    @Test(arguments: ["NODE_EXTRA_CA_CERTS", "DENO_CERT"])
    func `a variable that adds to what is trusted names the certificate alone`(name: String) {
        #expect(variables()[name] == "/d/ca-cert.pem")
    }

    @Test func `Node is told to read the proxy variables`() {
        #expect(variables()["NODE_USE_ENV_PROXY"] == "1")
    }

    @Test func `Node loads the module besides what the user set`() {
        #expect(
            variables(["NODE_OPTIONS": "--trace-warnings"])["NODE_OPTIONS"]
                == "--trace-warnings --require \"/d/my node.cjs\""
        )
    }

    @Test func `Java gets the proxy and the store besides what the user set`() {
        let options = variables(["JAVA_TOOL_OPTIONS": "-Xmx1g"])["JAVA_TOOL_OPTIONS"]?.split(separator: " ") ?? []

        #expect(options.first == "-Xmx1g")
        #expect(options.contains("-Dhttps.proxyHost=127.0.0.1"))
        #expect(options.contains("-Dhttps.proxyPort=4711"))
        #expect(options.contains("-Dhttp.nonProxyHosts="))
        #expect(options.contains("-Djavax.net.ssl.trustStore=/d/trust.p12"))
    }

    @Test func `a path with spaces stays one Java option`() throws {
        var place = place
        place.javaStore = "/my home/it's/trust.p12"

        let options = try #require(ProxyEnvironment(place).variables()["JAVA_TOOL_OPTIONS"])

        #expect(options.contains("-Djavax.net.ssl.trustStore=\"/my home/it's/trust.p12\""))
    }

    @Test func `PHP keeps the directories it had`() {
        #expect(variables()["PHP_INI_SCAN_DIR"] == ":/d/php")
        #expect(variables(["PHP_INI_SCAN_DIR": "/a:/b"])["PHP_INI_SCAN_DIR"] == "/a:/b:/d/php")
    }

    @Test func `an IPv6 address stands in brackets`() {
        var place = place
        place.host = "::1"

        #expect(ProxyEnvironment(place).variables()["https_proxy"] == "http://[::1]:4711")
    }

    @Test func `what else the child would inherit is left alone`() {
        let environment = variables(["PATH": "/bin", "LANG": "C.UTF-8"])

        #expect(environment["PATH"] == nil)
        #expect(environment["LANG"] == nil)
    }
}
