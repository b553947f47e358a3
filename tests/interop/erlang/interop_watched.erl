%% SPDX-License-Identifier: Apache-2.0
%% The HSS of TS 29.336, 7.2, and the MME of TS 29.128, 5: what they say to a configuration, and what
%% they report. Who a subscriber is decides how the request ends.
-module(interop_watched).

-export([answer/2, report/3, place/0]).

-define(MONTE_AND_PATTERNS, 3).
-define(LEAST_DETECTION_TIME, 60).

answer(Node, Request) ->
    Head = interop_node:answer_head(Node, Request),
    ['CIA' | maps:merge(Head, verdict(Node, maps:get('User-Identifier', Request, none), Request))].

verdict(hss, #{'External-Identifier' := [<<"unknown@", _/binary>>]}, _) ->
    #{'Experimental-Result' => #{'Vendor-Id' => 10415, 'Experimental-Result-Code' => 5001}};
verdict(hss, User, Request) ->
    Configured = configured(Request),
    Patterns = [Pattern || #{'SCEF-Reference-ID' := [_]} = Pattern <- maps:get('AESE-Communication-Pattern', Request, [])],
    (of_user(User))#{
        'Result-Code' => 2001,
        'Supported-Features' => [#{'Vendor-Id' => 10415, 'Feature-List-ID' => 1,
                                   'Feature-List' => ?MONTE_AND_PATTERNS}],
        'Monitoring-Event-Config-Status' => [status(One) || One <- Configured],
        'AESE-Communication-Pattern-Config-Status' => [names(One) || One <- Patterns],
        'Monitoring-Event-Report' => [(names(One))#{'Monitoring-Type' => 2, 'EPS-Location-Information' => place()}
                                      || One <- Configured, is_last_known_place(One)]};
verdict(mme, _, Request) ->
    #{'Result-Code' => 2001,
      'Monitoring-Event-Report' => [(names(One))#{'Monitoring-Type' => 7, 'Number-Of-UE-Per-Location-Report' =>
                                                      [Area#{'UE-Count' => 12} || Area <- Areas]}
                                    || #{'Number-Of-UE-Per-Location-Configuration' := Areas} = One
                                           <- configured(Request)]}.

configured(Request) ->
    [One || #{'SCEF-Reference-ID' := [_]} = One <- maps:get('Monitoring-Event-Configuration', Request, [])].

of_user(#{'Type-Of-External-Identifier' := [1]}) -> #{'CIA-Flags' => 1, 'Number-Of-UEs' => 2};
of_user(#{'External-Identifier' := [<<"absent@", _/binary>>]}) -> #{'S6t-HSS-Cause' => 1};
of_user(_) -> #{}.

%% TS 29.336, 8.4.2: neither a number of reports nor an end; 8.4.16: no type is the last known place.
is_last_known_place(#{'Monitoring-Type' := 2} = One) ->
    [] =:= maps:get('Maximum-Number-of-Reports', One, []) ++ maps:get('Monitoring-Duration', One, []);
is_last_known_place(_) ->
    false.

status(#{'Maximum-Detection-Time' := [Time]} = One) when Time < ?LEAST_DETECTION_TIME ->
    (names(One))#{'Service-Report' => [#{'Service-Result' => #{'Vendor-Id' => 10415, 'Service-Result-Code' => 5512},
                                         'Node-Type' => 0}]};
status(One) ->
    (names(One))#{'Service-Report' => [#{'Service-Result' => #{'Service-Result-Code' => 2001}}]}.

%% As the SCEF named it.
names(#{'SCEF-Reference-ID' := [Reference], 'SCEF-ID' := Scef} = One) ->
    Extended = maps:with(['SCEF-Reference-ID-Ext'], One),
    Extended#{'SCEF-Reference-ID' => Reference, 'SCEF-ID' => Scef}.

place() ->
    #{'MME-Location-Information' => #{
        'E-UTRAN-Cell-Global-Identity' => <<16#62, 16#F2, 16#10, 0, 1, 16#A2, 16#B>>,
        'Tracking-Area-Identity' => <<16#62, 16#F2, 16#10, 0, 16#C3>>, 'Age-Of-Location-Information' => 3}}.

%% RIR of a node about configurations that it was sent; gives the RIA. `Said` stands in each report; `More`
%% in the request.
report(Node, Reports, More) ->
    Request = (maps:merge(interop_node:head(Node), More))#{
        'Destination-Host' => <<"iwf1.lab.example">>, 'Destination-Realm' => "lab.example",
        'Monitoring-Event-Report' => [maps:merge(names(One), Said) || {One, Said} <- Reports]},
    case interop_node:ask(Node, dictionary(Node), ['RIR' | Request], 10000) of
        {'RIA', Answer} -> Answer;
        Other -> error({no_ria, Other})
    end.

dictionary(hss) -> dict_s6t;
dictionary(mme) -> dict_t6a.
