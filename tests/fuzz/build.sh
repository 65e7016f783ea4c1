#!/bin/sh
# Builds one fuzz target with clang's libFuzzer, address and undefined-behaviour sanitizers.
# usage: build.sh SOURCE_DIR TARGET OUTPUT      e.g. build.sh . wifi_kinds build/wifi_kinds
set -eu
root=$1 target=$2 output=$3
sources=$root/src/wifi/*.cpp
libraries=
case $target in
    wifi_frame)
        sources="$sources $root/src/apps/decode/tree_writer.cpp $root/src/apps/decode/packet_json.cpp
            $root/src/apps/decode/render.cpp"
        libraries="-lboost_json -lfmt" ;;
    ap_input)
        sources="$sources $root/src/apps/ap/config.cpp $root/src/apps/ap/request.cpp $root/src/apps/cli/hostapd_conf.cpp
            $root/src/apps/daemon/log.cpp $root/src/apps/daemon/request.cpp $root/src/apps/daemon/service.cpp
            $root/src/apps/daemon/text_file.cpp $root/src/engine/client_memory_json.cpp $root/src/engine/json_parts.cpp
            $root/src/engine/site_check.cpp $root/src/engine/steering_names.cpp $root/src/steering/site.cpp"
        libraries="-DTOML_HEADER_ONLY=0 -DTOML_SHARED_LIB=1 -ltomlplusplus -lboost_json -lfmt" ;;
    decode_capture)
        sources="$root/src/apps/decode/packet_source.cpp"
        libraries="-lpcap -lfmt" ;;
    gateway_parse)
        sources="$root/src/adapters/gateway/arp.cpp $root/src/adapters/gateway/kernel_tables.cpp
            $root/src/adapters/gateway/neighbor_discovery.cpp" ;;
    peers)
        sources=$(ls "$root"/src/adapters/peers/*.cpp | grep -v udp_peers)
        libraries=-lcrypto ;;
    supplicant_parse)
        sources="$sources $root/src/adapters/wpa_supplicant/parse.cpp $root/src/adapters/hostap/text.cpp" ;;
    hostapd_parse)
        sources="$sources $root/src/adapters/hostapd/parse.cpp $root/src/adapters/hostapd/command.cpp $root/src/adapters/hostapd/elements.cpp
            $root/src/adapters/hostap/text.cpp" ;;
esac
# shellcheck disable=SC2086
exec clang++-19 -std=c++23 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
    -I"$root/src" -I"$root/tests/fuzz" "$root/tests/fuzz/${target}_fuzz.cpp" $sources $libraries -o "$output"
