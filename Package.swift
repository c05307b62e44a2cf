// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sluice", targets: ["sluice"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // System libraries: a module map and a shim header each.
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "CCompression"),
        .systemLibrary(name: "CAllocation"),

        // What traffic is. No NIO, no ncurses.
        .target(name: "FlowKit", dependencies: ["CCompression"], swiftSettings: strict),
        // What a screen is. No dependency at all.
        .target(name: "TerminalKit", swiftSettings: strict),
        // What a person sees and does. No NIO, no ncurses.
        .target(name: "InspectorUI", dependencies: ["FlowKit", "TerminalKit"], swiftSettings: strict),
        // How traffic moves and is recorded.
        .target(
            name: "ProxyEngine",
            dependencies: [
                "FlowKit",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        // The only code that touches a real terminal.
        .target(name: "CursesTerminal", dependencies: ["TerminalKit", "CNcurses"], swiftSettings: strict),
        // Commands, options, wiring.
        .executableTarget(
            name: "sluice",
            dependencies: [
                "FlowKit", "TerminalKit", "InspectorUI", "ProxyEngine", "CursesTerminal", "CAllocation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: strict
        ),

        // How fast it all is: not part of what is installed.
        .executableTarget(
            name: "SluiceBenchmarks",
            dependencies: [
                "FlowKit", "TerminalKit", "InspectorUI", "ProxyEngine", "CAllocation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        .testTarget(name: "FlowKitTests", dependencies: ["FlowKit", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "TerminalKitTests",
            dependencies: ["TerminalKit", "CursesTerminal", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "InspectorUITests",
            dependencies: ["InspectorUI", "FlowKit", "TerminalKit", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProxyEngineTests",
            dependencies: [
                "ProxyEngine", "FlowKit", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "sluice", "FlowKit", "InspectorUI", "ProxyEngine", "ProgramSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        // Real clients, each through the real program.
        .testTarget(
            name: "ClientTests",
            dependencies: [
                "sluice", "FlowKit", "ProgramSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["Clients", "Origins"],
            swiftSettings: strict
        ),
        // What tests share: numbers, and for the last two programs that run.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(name: "ProgramSupport", path: "Tests/ProgramSupport", swiftSettings: strict),
    ]
)
