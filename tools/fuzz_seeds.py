"""Good messages of every kind that feeds read, for the fuzzers to begin with; short, so as to be quick."""

import io
import struct

FRAMES = ("8d40621d58c382d690c8ac2863a7", "8d40621d58c386435cc412692ad6", "8d4840d6202cc371c32ce0576098")
SBS = b"MSG,3,1,1,4CA2D6,1,2024/01/02,12:34:56.900,2024/01/02,12:34:56.900,,37000,,,51.4,-1.0,,,0,0,0,0\n"
CAT048 = bytes.fromhex(
    "300030fdf70219c9356d4da0c5aff1e0020005283c660c10c236d4182001c0780031bc0000400deb07b9582e410020f5"
)
CAT034 = bytes.fromhex("220010f6 19c9 02 35 6d 4d 10 00 00 00 00".replace(" ", ""))
CAT021 = bytes.fromhex("15000e8101 19c9 4ca2d6 356d4d00".replace(" ", ""))
CAT062 = bytes.fromhex("3e000f9d 19c9 01 356d4d 001c71c7 0001".replace(" ", ""))
FPL = b"(FPL-KAL007-IS\n-B742/H-S/C\n-PANC1250\n-M084F310 DCT 46N178W\n-RKSI0753\n-DOF/830831)"
NOTAM = b"""A1/24 NOTAMN
Q) XXXX/QRRCA/IV/BO/W/000/100/5129N00000E010
A) XXXX B) 2407010000 C) 2407050000 EST
D) MON-FRI SR-SS, SAT 0900-1000 EXC JUL 03
E) AREA WI 5NM RADIUS OF 512837N 0000000E AND 500000N 0100000E - 510000N 0100000E - 500000N 0110000E
F) SFC G) FL100
"""
OPENAIR = b"""AC R
AN X
AA 2024-12-17T00:00Z/NONE
AL SFC
AH FL100
V X=51:28:37N 000:00:00E
DC 5
AC D
AN Y
AA SR-SS
AL 1000ft AMSL
AH UNL
DP 50:00:00N 010:00:00E
V D=-
V X=50:30:00N 010:00:00E
DB 50:00:00N 010:00:00E, 51:00:00N 010:00:00E
DP 49:30:00N 010:30:00E
"""
AIXM = b"""<m xmlns:g="g"><Airspace><timeSlice><AirspaceTimeSlice><g:validTime><g:TimePeriod>
<g:beginPosition>2024-01-01</g:beginPosition></g:TimePeriod></g:validTime><designator>X</designator>
<activation><AirspaceActivation><timeInterval><Timesheet><timeReference>UTC+2</timeReference><day>MON</day>
<dayTil>TUE</dayTil><startDate>01-02</startDate><endDate>03-11</endDate><startEvent>SR</startEvent>
<startTimeRelativeEvent uom="MIN">-30</startTimeRelativeEvent><endTime>24:00</endTime><excluded>NO</excluded>
</Timesheet></timeInterval><status>ACTIVE</status></AirspaceActivation></activation>
<geometryComponent><AirspaceGeometryComponent><theAirspaceVolume><AirspaceVolume>
<upperLimit uom="FL">245</upperLimit><lowerLimit uom="FT">1500</lowerLimit>
<lowerLimitReference>SFC</lowerLimitReference><horizontalProjection>
<Surface srsName="urn:ogc:def:crs:EPSG::4326">
<patches><PolygonPatch><exterior><Ring><curveMember><Curve><segments><GeodesicString>
<posList>50 10 50 12 52 12 50 10</posList></GeodesicString></segments></Curve></curveMember></Ring></exterior>
</PolygonPatch></patches></Surface></horizontalProjection></AirspaceVolume></theAirspaceVolume>
</AirspaceGeometryComponent></geometryComponent></AirspaceTimeSlice></timeSlice></Airspace></m>"""
GEOJSON = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"X","kind":"danger",'
    b'"floor_ft":0,"ceiling_ft":9000,"ceiling_ref":"AMSL","edges":"rhumb","offset_km":1,'
    b'"active":["2026-01-01T00:00Z/2026-01-02T00:00Z"]},"geometry":{"type":"Polygon","coordinates":'
    b'[[[20,62],[40,62],[40,66],[20,62]]]}},{"type":"Feature","properties":{"name":"Y","radius_nm":5},'
    b'"geometry":{"type":"Point","coordinates":[1,2]}},{"type":"Feature","properties":{"name":"Z","width_nm":5},'
    b'"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]}'
)
READSB = (
    b'{"now":1.7e9,"aircraft":[{"hex":"4ca2d6","flight":"A1","lat":51.4,"lon":-1.0,"alt_baro":9,"seen":1}]}',
    b'{"icao":"4ca2d6","timestamp":1.7e9,"trace":[[0,51.4,-1.0,"ground",9,90,0,0,{"flight":"A"},"mlat"]]}',
)
STATES = (
    b'{"time":1700000000,"states":[["4ca2d6","A1  ","Ireland",1,2,1.0,2.0,9.0,false,1,2,3,null,4,"1200",'
    b"false,0]]}"
)
OPENSKY = (
    b"time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,baroaltitude,geoaltitude,"
    b"lastposupdate,lastcontact\n1700000000,4ca2d6,51.4,-1.0,200,90,0,A1,False,False,False,1200,10000,10100,"
    b"1699999999.5,1699999999.9\n"
)
OWN = (
    b"time,icao24,callsign,lat_deg,lon_deg,altitude_ft,gs_kt\n2023-11-14T22:13:20Z,4ca2d6,A1,51.4,-1.0,37000,450\n"
    b"2023-11-14T22:13:30Z,4ca2d6,A1,51.4,-0.9,37000,450\n"
)
PANDAS = (
    b'[{"timestamp":1700000000000,"icao24":"4ca2d6","callsign":"A1","latitude":51.4,"longitude":-1.0,'
    b'"altitude":37000,"groundspeed":450,"track":90,"vertical_rate":0,"onground":false}]'
)
ALERT = (
    b'{"time":"2023-11-14T22:13:20Z","flight":"A","rule":"ROUTE","severity":"caution","state":"start",'
    b'"reason":"x","since":null,"key":7,"cross_track_nm":-3.5,"area":"Z"}'
)
WORDS = (
    b'{"time":1.7e9,"flight":"A","kind":"position","lat_deg":1,"lon_deg":2,"next":"46N078W","next_time":1}',
    b'{"time":1.7e9,"flight":"A","kind":"route","route":["46N078W","DUB180040"]}\n{"kind":"offset"}',
    b'{"time":1.7e9,"flight":"A","kind":"plan","points":[{"lat_deg":1,"lon_deg":2},{"lat_deg":3,"lon_deg":4}]}',
    b'{"time":1.7e9,"flight":"A","kind":"level","level_fl":310}\n{"time":1.7e9,"flight":"A","kind":"heading"}',
)


def _datagram(payload: bytes) -> bytes:
    ip = b"\x45\0" + struct.pack(">H", 28 + len(payload)) + bytes(5) + b"\x11" + bytes(10)
    return bytes(12) + b"\x08\0" + ip + bytes(4) + struct.pack(">H", 8 + len(payload)) + bytes(2) + payload


def _pcap() -> bytes:
    packet = _datagram(CAT048)
    head = b"\xd4\xc3\xb2\xa1" + struct.pack("<HHIIII", 2, 4, 0, 0, 65535, 1)
    return head + struct.pack("<IIII", 1700000000, 5, len(packet), len(packet)) + packet


def _pcapng(order: str) -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    packet = _datagram(CAT048)
    ticks = 1_700_000_000_000_000
    head = struct.pack(order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(packet), len(packet))
    simple = struct.pack(order + "I", len(packet)) + packet
    section = struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)
    interface = struct.pack(order + "HHIHHI", 1, 0, 0, 9, 1, 6) + bytes(4)
    return block(0x0A0D0D0A, section) + block(1, interface) + block(6, head + packet) + block(3, simple)


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    columns = {"t_s": [1.7e9], "lat_deg": [51.4], "lon_deg": [-1.0], "key": [5022422]}
    pq.write_table(pa.table(columns), file, compression="none")
    return file.getvalue()


def _beast() -> bytes:
    from truecourse.feeds.heard.beast import write_frame

    return b"".join(write_frame(frame, i) for i, frame in enumerate(FRAMES))


SEEDS: dict[str, list[bytes]] = {
    "beast": [_beast()],
    "avr": [
        "".join(f"*{frame};\n" for frame in FRAMES).encode(),
        b"@0123456789ab8d40621d58c382d690c8ac2863a7;\n",
    ],
    "frames": ["".join(f'{{"timestamp":1.7e9,"frame":"{frame}"}}\n' for frame in FRAMES).encode()],
    "sbs": [SBS * 2],
    "readsb": list(READSB),
    "asterix": [CAT048, CAT048 + CAT034, CAT021, CAT062],
    "file-pandas": [PANDAS],
    "file-csv": [OWN],
    "file-opensky": [OPENSKY],
    "file-opensky-json": [STATES],
    "parquet": [_parquet()],
    "pcap": [_pcap()],
    "pcapng": [_pcapng("<"), _pcapng(">")],
    "fpl": [FPL],
    "words": list(WORDS),
    "geojson": [GEOJSON],
    "openair": [OPENAIR],
    "aixm": [AIXM],
    "notam": [NOTAM],
    "schedule": [
        b"MON-FRI SR-SS, SAT 0900-1000 EXC JUL 03",
        b"SR MINUS30-1500",
        b"05 2000-07 0400",
        b"HJ +/-30",
    ],
    "item15": [b"N0480F350 DCT 46N178W/M084F310 UL9 DUB180040 SID", b"M084F310 NABIE R20 NEEVA"],
    "alerts": [ALERT],
}
