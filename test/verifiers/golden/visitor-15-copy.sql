--
-- PostgreSQL database dump
--

\restrict MZ3BUb7o8wDzfX3uKCKr4b9Fj9mp3jdBbEhwa4HtX87QnVFuLJMvxwuCyKltihW

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: billing; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA billing;


ALTER SCHEMA billing OWNER TO postgres;

--
-- Name: pgcrypto; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;


--
-- Name: EXTENSION pgcrypto; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pgcrypto IS 'cryptographic functions';


--
-- Name: mood; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.mood AS ENUM (
    'calm',
    'it''s odd; \ very'
);


ALTER TYPE public.mood OWNER TO postgres;

--
-- Name: percent; Type: DOMAIN; Schema: public; Owner: postgres
--

CREATE DOMAIN public.percent AS integer
	CONSTRAINT percent_check CHECK (((VALUE >= 0) AND (VALUE <= 100)));


ALTER DOMAIN public.percent OWNER TO postgres;

--
-- Name: atomic(integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.atomic(x integer) RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT
         CASE
             WHEN (x > 1) THEN 2
             ELSE 3
         END AS "case";
 SELECT x AS x;
END;


ALTER FUNCTION public.atomic(x integer) OWNER TO postgres;

--
-- Name: noted(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.noted() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN /* a ; and $$ and ' */ NEW.note := coalesce(NEW.note, $$none; $$); RETURN NEW; END $_$;


ALTER FUNCTION public.noted() OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: Order; Lines; Type: TABLE; Schema: billing; Owner: visitor_app
--

CREATE TABLE billing."Order; Lines" (
    "the id" integer NOT NULL,
    visit bigint,
    share public.percent,
    twice integer GENERATED ALWAYS AS (((share)::integer * 2)) STORED
);


ALTER TABLE billing."Order; Lines" OWNER TO visitor_app;

--
-- Name: totals; Type: MATERIALIZED VIEW; Schema: billing; Owner: postgres
--

CREATE MATERIALIZED VIEW billing.totals AS
 SELECT sum(("Order; Lines".share)::integer) AS share
   FROM billing."Order; Lines"
  WITH NO DATA;


ALTER TABLE billing.totals OWNER TO postgres;

--
-- Name: visits; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.visits (
    id bigint NOT NULL,
    name text NOT NULL,
    note text,
    mood public.mood,
    badge bytea,
    tags text[],
    at timestamp with time zone NOT NULL
);


ALTER TABLE public.visits OWNER TO postgres;

--
-- Name: TABLE visits; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.visits IS 'people; who came -- "here" /* and';


--
-- Name: calm; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.calm AS
 SELECT visits.id,
    visits.name
   FROM public.visits
  WHERE ((visits.name <> 'it''s; \'::text) AND (visits.note <> 'back\slash''; 	'::text));


ALTER TABLE public.calm OWNER TO postgres;

--
-- Name: empty_one; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.empty_one (
    id integer
);


ALTER TABLE public.empty_one OWNER TO postgres;

--
-- Name: readings; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.readings (
    at date NOT NULL,
    value numeric
)
PARTITION BY RANGE (at);


ALTER TABLE public.readings OWNER TO postgres;

--
-- Name: readings_2026; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.readings_2026 (
    at date NOT NULL,
    value numeric
);


ALTER TABLE public.readings_2026 OWNER TO postgres;

--
-- Name: visits_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.visits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.visits_id_seq OWNER TO postgres;

--
-- Name: visits_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.visits_id_seq OWNED BY public.visits.id;


--
-- Name: readings_2026; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.readings ATTACH PARTITION public.readings_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');


--
-- Name: visits id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.visits ALTER COLUMN id SET DEFAULT nextval('public.visits_id_seq'::regclass);


--
-- Data for Name: Order; Lines; Type: TABLE DATA; Schema: billing; Owner: visitor_app
--

COPY billing."Order; Lines" ("the id", visit, share) FROM stdin;
1	1	1
2	2	2
3	3	3
4	4	4
5	5	5
6	6	6
7	7	7
8	8	8
9	9	9
10	10	10
11	11	11
12	12	12
13	13	13
14	14	14
15	15	15
16	16	16
17	17	17
18	18	18
19	19	19
20	20	20
21	21	21
22	22	22
23	23	23
24	24	24
25	25	25
26	26	26
27	27	27
28	28	28
29	29	29
30	30	30
31	31	31
32	32	32
33	33	33
34	34	34
35	35	35
36	36	36
37	37	37
38	38	38
39	39	39
40	40	40
41	41	41
42	42	42
43	43	43
44	44	44
45	45	45
46	46	46
47	47	47
48	48	48
49	49	49
50	50	50
51	51	51
52	52	52
53	53	53
54	54	54
55	55	55
56	56	56
57	57	57
58	58	58
59	59	59
60	60	60
\.


--
-- Data for Name: empty_one; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.empty_one (id) FROM stdin;
\.


--
-- Data for Name: readings_2026; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.readings_2026 (at, value) FROM stdin;
2026-01-01	0.00000000000000000000
2026-01-02	0.33333333333333333333
2026-01-03	0.66666666666666666667
2026-01-04	1.00000000000000000000
2026-01-05	1.3333333333333333
2026-01-06	1.6666666666666667
2026-01-07	2.0000000000000000
2026-01-08	2.3333333333333333
2026-01-09	2.6666666666666667
2026-01-10	3.0000000000000000
2026-01-11	3.3333333333333333
2026-01-12	3.6666666666666667
2026-01-13	4.0000000000000000
2026-01-14	4.3333333333333333
2026-01-15	4.6666666666666667
2026-01-16	5.0000000000000000
2026-01-17	5.3333333333333333
2026-01-18	5.6666666666666667
2026-01-19	6.0000000000000000
2026-01-20	6.3333333333333333
2026-01-21	6.6666666666666667
2026-01-22	7.0000000000000000
2026-01-23	7.3333333333333333
2026-01-24	7.6666666666666667
2026-01-25	8.0000000000000000
2026-01-26	8.3333333333333333
2026-01-27	8.6666666666666667
2026-01-28	9.0000000000000000
2026-01-29	9.3333333333333333
2026-01-30	9.6666666666666667
2026-01-31	10.0000000000000000
2026-02-01	10.3333333333333333
2026-02-02	10.6666666666666667
2026-02-03	11.0000000000000000
2026-02-04	11.3333333333333333
2026-02-05	11.6666666666666667
2026-02-06	12.0000000000000000
2026-02-07	12.3333333333333333
2026-02-08	12.6666666666666667
2026-02-09	13.0000000000000000
2026-02-10	13.3333333333333333
2026-02-11	13.6666666666666667
2026-02-12	14.0000000000000000
2026-02-13	14.3333333333333333
2026-02-14	14.6666666666666667
2026-02-15	15.0000000000000000
2026-02-16	15.3333333333333333
2026-02-17	15.6666666666666667
2026-02-18	16.0000000000000000
2026-02-19	16.3333333333333333
2026-02-20	16.6666666666666667
2026-02-21	17.0000000000000000
2026-02-22	17.3333333333333333
2026-02-23	17.6666666666666667
2026-02-24	18.0000000000000000
2026-02-25	18.3333333333333333
2026-02-26	18.6666666666666667
2026-02-27	19.0000000000000000
2026-02-28	19.3333333333333333
2026-03-01	19.6666666666666667
2026-03-02	20.0000000000000000
2026-03-03	20.3333333333333333
2026-03-04	20.6666666666666667
2026-03-05	21.0000000000000000
2026-03-06	21.3333333333333333
2026-03-07	21.6666666666666667
2026-03-08	22.0000000000000000
2026-03-09	22.3333333333333333
2026-03-10	22.6666666666666667
2026-03-11	23.0000000000000000
2026-03-12	23.3333333333333333
2026-03-13	23.6666666666666667
2026-03-14	24.0000000000000000
2026-03-15	24.3333333333333333
2026-03-16	24.6666666666666667
2026-03-17	25.0000000000000000
2026-03-18	25.3333333333333333
2026-03-19	25.6666666666666667
2026-03-20	26.0000000000000000
2026-03-21	26.3333333333333333
2026-03-22	26.6666666666666667
2026-03-23	27.0000000000000000
2026-03-24	27.3333333333333333
2026-03-25	27.6666666666666667
2026-03-26	28.0000000000000000
2026-03-27	28.3333333333333333
2026-03-28	28.6666666666666667
2026-03-29	29.0000000000000000
2026-03-30	29.3333333333333333
2026-03-31	29.6666666666666667
2026-04-01	30.0000000000000000
2026-04-02	30.3333333333333333
2026-04-03	30.6666666666666667
2026-04-04	31.0000000000000000
2026-04-05	31.3333333333333333
2026-04-06	31.6666666666666667
2026-04-07	32.0000000000000000
2026-04-08	32.3333333333333333
2026-04-09	32.6666666666666667
2026-04-10	33.0000000000000000
\.


--
-- Data for Name: visits; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.visits (id, name, note, mood, badge, tags, at) FROM stdin;
1	visitor 1	two\nlines\tand a tab	calm	\\xc4ca4238a0b923820dcc509a6f75849b	{a;b,NULL,"c\\"d"}	2026-11-01 08:07:00+00
2	visitor 2	a \\ backslash; and \\. and -- no comment	calm	\\xc81e728d9d4c2f636f067f89cc14862c	{a;b,NULL,"c\\"d"}	2026-11-01 08:14:00+00
3	visitor 3	é ü 漢字 $$ 'quoted'	calm	\\xeccbc87e4b5ce2fe28308fd9f2a7baf3	{a;b,NULL,"c\\"d"}	2026-11-01 08:21:00+00
4	visitor 4		calm	\\xa87ff679a2f3e71d9181a67b7542122c	{a;b,NULL,"c\\"d"}	2026-11-01 08:28:00+00
5	visitor 5	\N	calm	\\xe4da3b7fbbce2345d7772b0674a318d5	{a;b,NULL,"c\\"d"}	2026-11-01 08:35:00+00
6	visitor 6	two\nlines\tand a tab	calm	\\x1679091c5a880faf6fb5e6087eb1b2dc	{a;b,NULL,"c\\"d"}	2026-11-01 08:42:00+00
7	visitor 7	a \\ backslash; and \\. and -- no comment	calm	\\x8f14e45fceea167a5a36dedd4bea2543	{a;b,NULL,"c\\"d"}	2026-11-01 08:49:00+00
8	visitor 8	é ü 漢字 $$ 'quoted'	calm	\\xc9f0f895fb98ab9159f51fd0297e236d	{a;b,NULL,"c\\"d"}	2026-11-01 08:56:00+00
9	visitor 9		calm	\\x45c48cce2e2d7fbdea1afc51c7c6ad26	{a;b,NULL,"c\\"d"}	2026-11-01 09:03:00+00
10	visitor 10	\N	calm	\\xd3d9446802a44259755d38e6d163e820	{a;b,NULL,"c\\"d"}	2026-11-01 09:10:00+00
11	visitor 11	two\nlines\tand a tab	calm	\\x6512bd43d9caa6e02c990b0a82652dca	{a;b,NULL,"c\\"d"}	2026-11-01 09:17:00+00
12	visitor 12	a \\ backslash; and \\. and -- no comment	calm	\\xc20ad4d76fe97759aa27a0c99bff6710	{a;b,NULL,"c\\"d"}	2026-11-01 09:24:00+00
13	visitor 13	é ü 漢字 $$ 'quoted'	calm	\\xc51ce410c124a10e0db5e4b97fc2af39	{a;b,NULL,"c\\"d"}	2026-11-01 09:31:00+00
14	visitor 14		calm	\\xaab3238922bcc25a6f606eb525ffdc56	{a;b,NULL,"c\\"d"}	2026-11-01 09:38:00+00
15	visitor 15	\N	calm	\\x9bf31c7ff062936a96d3c8bd1f8f2ff3	{a;b,NULL,"c\\"d"}	2026-11-01 09:45:00+00
16	visitor 16	two\nlines\tand a tab	calm	\\xc74d97b01eae257e44aa9d5bade97baf	{a;b,NULL,"c\\"d"}	2026-11-01 09:52:00+00
17	visitor 17	a \\ backslash; and \\. and -- no comment	calm	\\x70efdf2ec9b086079795c442636b55fb	{a;b,NULL,"c\\"d"}	2026-11-01 09:59:00+00
18	visitor 18	é ü 漢字 $$ 'quoted'	calm	\\x6f4922f45568161a8cdf4ad2299f6d23	{a;b,NULL,"c\\"d"}	2026-11-01 10:06:00+00
19	visitor 19		calm	\\x1f0e3dad99908345f7439f8ffabdffc4	{a;b,NULL,"c\\"d"}	2026-11-01 10:13:00+00
20	visitor 20	\N	calm	\\x98f13708210194c475687be6106a3b84	{a;b,NULL,"c\\"d"}	2026-11-01 10:20:00+00
21	visitor 21	two\nlines\tand a tab	calm	\\x3c59dc048e8850243be8079a5c74d079	{a;b,NULL,"c\\"d"}	2026-11-01 10:27:00+00
22	visitor 22	a \\ backslash; and \\. and -- no comment	calm	\\xb6d767d2f8ed5d21a44b0e5886680cb9	{a;b,NULL,"c\\"d"}	2026-11-01 10:34:00+00
23	visitor 23	é ü 漢字 $$ 'quoted'	calm	\\x37693cfc748049e45d87b8c7d8b9aacd	{a;b,NULL,"c\\"d"}	2026-11-01 10:41:00+00
24	visitor 24		calm	\\x1ff1de774005f8da13f42943881c655f	{a;b,NULL,"c\\"d"}	2026-11-01 10:48:00+00
25	visitor 25	\N	calm	\\x8e296a067a37563370ded05f5a3bf3ec	{a;b,NULL,"c\\"d"}	2026-11-01 10:55:00+00
26	visitor 26	two\nlines\tand a tab	calm	\\x4e732ced3463d06de0ca9a15b6153677	{a;b,NULL,"c\\"d"}	2026-11-01 11:02:00+00
27	visitor 27	a \\ backslash; and \\. and -- no comment	calm	\\x02e74f10e0327ad868d138f2b4fdd6f0	{a;b,NULL,"c\\"d"}	2026-11-01 11:09:00+00
28	visitor 28	é ü 漢字 $$ 'quoted'	calm	\\x33e75ff09dd601bbe69f351039152189	{a;b,NULL,"c\\"d"}	2026-11-01 11:16:00+00
29	visitor 29		calm	\\x6ea9ab1baa0efb9e19094440c317e21b	{a;b,NULL,"c\\"d"}	2026-11-01 11:23:00+00
30	visitor 30	\N	calm	\\x34173cb38f07f89ddbebc2ac9128303f	{a;b,NULL,"c\\"d"}	2026-11-01 11:30:00+00
31	visitor 31	two\nlines\tand a tab	calm	\\xc16a5320fa475530d9583c34fd356ef5	{a;b,NULL,"c\\"d"}	2026-11-01 11:37:00+00
32	visitor 32	a \\ backslash; and \\. and -- no comment	calm	\\x6364d3f0f495b6ab9dcf8d3b5c6e0b01	{a;b,NULL,"c\\"d"}	2026-11-01 11:44:00+00
33	visitor 33	é ü 漢字 $$ 'quoted'	calm	\\x182be0c5cdcd5072bb1864cdee4d3d6e	{a;b,NULL,"c\\"d"}	2026-11-01 11:51:00+00
34	visitor 34		calm	\\xe369853df766fa44e1ed0ff613f563bd	{a;b,NULL,"c\\"d"}	2026-11-01 11:58:00+00
35	visitor 35	\N	calm	\\x1c383cd30b7c298ab50293adfecb7b18	{a;b,NULL,"c\\"d"}	2026-11-01 12:05:00+00
36	visitor 36	two\nlines\tand a tab	calm	\\x19ca14e7ea6328a42e0eb13d585e4c22	{a;b,NULL,"c\\"d"}	2026-11-01 12:12:00+00
37	visitor 37	a \\ backslash; and \\. and -- no comment	calm	\\xa5bfc9e07964f8dddeb95fc584cd965d	{a;b,NULL,"c\\"d"}	2026-11-01 12:19:00+00
38	visitor 38	é ü 漢字 $$ 'quoted'	calm	\\xa5771bce93e200c36f7cd9dfd0e5deaa	{a;b,NULL,"c\\"d"}	2026-11-01 12:26:00+00
39	visitor 39		calm	\\xd67d8ab4f4c10bf22aa353e27879133c	{a;b,NULL,"c\\"d"}	2026-11-01 12:33:00+00
40	visitor 40	\N	calm	\\xd645920e395fedad7bbbed0eca3fe2e0	{a;b,NULL,"c\\"d"}	2026-11-01 12:40:00+00
41	visitor 41	two\nlines\tand a tab	calm	\\x3416a75f4cea9109507cacd8e2f2aefc	{a;b,NULL,"c\\"d"}	2026-11-01 12:47:00+00
42	visitor 42	a \\ backslash; and \\. and -- no comment	calm	\\xa1d0c6e83f027327d8461063f4ac58a6	{a;b,NULL,"c\\"d"}	2026-11-01 12:54:00+00
43	visitor 43	é ü 漢字 $$ 'quoted'	calm	\\x17e62166fc8586dfa4d1bc0e1742c08b	{a;b,NULL,"c\\"d"}	2026-11-01 13:01:00+00
44	visitor 44		calm	\\xf7177163c833dff4b38fc8d2872f1ec6	{a;b,NULL,"c\\"d"}	2026-11-01 13:08:00+00
45	visitor 45	\N	calm	\\x6c8349cc7260ae62e3b1396831a8398f	{a;b,NULL,"c\\"d"}	2026-11-01 13:15:00+00
46	visitor 46	two\nlines\tand a tab	calm	\\xd9d4f495e875a2e075a1a4a6e1b9770f	{a;b,NULL,"c\\"d"}	2026-11-01 13:22:00+00
47	visitor 47	a \\ backslash; and \\. and -- no comment	calm	\\x67c6a1e7ce56d3d6fa748ab6d9af3fd7	{a;b,NULL,"c\\"d"}	2026-11-01 13:29:00+00
48	visitor 48	é ü 漢字 $$ 'quoted'	calm	\\x642e92efb79421734881b53e1e1b18b6	{a;b,NULL,"c\\"d"}	2026-11-01 13:36:00+00
49	visitor 49		calm	\\xf457c545a9ded88f18ecee47145a72c0	{a;b,NULL,"c\\"d"}	2026-11-01 13:43:00+00
50	visitor 50	\N	calm	\\xc0c7c76d30bd3dcaefc96f40275bdc0a	{a;b,NULL,"c\\"d"}	2026-11-01 13:50:00+00
51	visitor 51	two\nlines\tand a tab	calm	\\x2838023a778dfaecdc212708f721b788	{a;b,NULL,"c\\"d"}	2026-11-01 13:57:00+00
52	visitor 52	a \\ backslash; and \\. and -- no comment	calm	\\x9a1158154dfa42caddbd0694a4e9bdc8	{a;b,NULL,"c\\"d"}	2026-11-01 14:04:00+00
53	visitor 53	é ü 漢字 $$ 'quoted'	calm	\\xd82c8d1619ad8176d665453cfb2e55f0	{a;b,NULL,"c\\"d"}	2026-11-01 14:11:00+00
54	visitor 54		calm	\\xa684eceee76fc522773286a895bc8436	{a;b,NULL,"c\\"d"}	2026-11-01 14:18:00+00
55	visitor 55	\N	calm	\\xb53b3a3d6ab90ce0268229151c9bde11	{a;b,NULL,"c\\"d"}	2026-11-01 14:25:00+00
56	visitor 56	two\nlines\tand a tab	calm	\\x9f61408e3afb633e50cdf1b20de6f466	{a;b,NULL,"c\\"d"}	2026-11-01 14:32:00+00
57	visitor 57	a \\ backslash; and \\. and -- no comment	calm	\\x72b32a1f754ba1c09b3695e0cb6cde7f	{a;b,NULL,"c\\"d"}	2026-11-01 14:39:00+00
58	visitor 58	é ü 漢字 $$ 'quoted'	calm	\\x66f041e16a60928b05a7e228a89c3799	{a;b,NULL,"c\\"d"}	2026-11-01 14:46:00+00
59	visitor 59		calm	\\x093f65e080a295f8076b1c5722a46aa2	{a;b,NULL,"c\\"d"}	2026-11-01 14:53:00+00
60	visitor 60	\N	calm	\\x072b030ba126b2f4b2374f342be9ed44	{a;b,NULL,"c\\"d"}	2026-11-01 15:00:00+00
61	visitor 61	two\nlines\tand a tab	calm	\\x7f39f8317fbdb1988ef4c628eba02591	{a;b,NULL,"c\\"d"}	2026-11-01 15:07:00+00
62	visitor 62	a \\ backslash; and \\. and -- no comment	calm	\\x44f683a84163b3523afe57c2e008bc8c	{a;b,NULL,"c\\"d"}	2026-11-01 15:14:00+00
63	visitor 63	é ü 漢字 $$ 'quoted'	calm	\\x03afdbd66e7929b125f8597834fa83a4	{a;b,NULL,"c\\"d"}	2026-11-01 15:21:00+00
64	visitor 64		calm	\\xea5d2f1c4608232e07d3aa3d998e5135	{a;b,NULL,"c\\"d"}	2026-11-01 15:28:00+00
65	visitor 65	\N	calm	\\xfc490ca45c00b1249bbe3554a4fdf6fb	{a;b,NULL,"c\\"d"}	2026-11-01 15:35:00+00
66	visitor 66	two\nlines\tand a tab	calm	\\x3295c76acbf4caaed33c36b1b5fc2cb1	{a;b,NULL,"c\\"d"}	2026-11-01 15:42:00+00
67	visitor 67	a \\ backslash; and \\. and -- no comment	calm	\\x735b90b4568125ed6c3f678819b6e058	{a;b,NULL,"c\\"d"}	2026-11-01 15:49:00+00
68	visitor 68	é ü 漢字 $$ 'quoted'	calm	\\xa3f390d88e4c41f2747bfa2f1b5f87db	{a;b,NULL,"c\\"d"}	2026-11-01 15:56:00+00
69	visitor 69		calm	\\x14bfa6bb14875e45bba028a21ed38046	{a;b,NULL,"c\\"d"}	2026-11-01 16:03:00+00
70	visitor 70	\N	calm	\\x7cbbc409ec990f19c78c75bd1e06f215	{a;b,NULL,"c\\"d"}	2026-11-01 16:10:00+00
71	visitor 71	two\nlines\tand a tab	calm	\\xe2c420d928d4bf8ce0ff2ec19b371514	{a;b,NULL,"c\\"d"}	2026-11-01 16:17:00+00
72	visitor 72	a \\ backslash; and \\. and -- no comment	calm	\\x32bb90e8976aab5298d5da10fe66f21d	{a;b,NULL,"c\\"d"}	2026-11-01 16:24:00+00
73	visitor 73	é ü 漢字 $$ 'quoted'	calm	\\xd2ddea18f00665ce8623e36bd4e3c7c5	{a;b,NULL,"c\\"d"}	2026-11-01 16:31:00+00
74	visitor 74		calm	\\xad61ab143223efbc24c7d2583be69251	{a;b,NULL,"c\\"d"}	2026-11-01 16:38:00+00
75	visitor 75	\N	calm	\\xd09bf41544a3365a46c9077ebb5e35c3	{a;b,NULL,"c\\"d"}	2026-11-01 16:45:00+00
76	visitor 76	two\nlines\tand a tab	calm	\\xfbd7939d674997cdb4692d34de8633c4	{a;b,NULL,"c\\"d"}	2026-11-01 16:52:00+00
77	visitor 77	a \\ backslash; and \\. and -- no comment	calm	\\x28dd2c7955ce926456240b2ff0100bde	{a;b,NULL,"c\\"d"}	2026-11-01 16:59:00+00
78	visitor 78	é ü 漢字 $$ 'quoted'	calm	\\x35f4a8d465e6e1edc05f3d8ab658c551	{a;b,NULL,"c\\"d"}	2026-11-01 17:06:00+00
79	visitor 79		calm	\\xd1fe173d08e959397adf34b1d77e88d7	{a;b,NULL,"c\\"d"}	2026-11-01 17:13:00+00
80	visitor 80	\N	calm	\\xf033ab37c30201f73f142449d037028d	{a;b,NULL,"c\\"d"}	2026-11-01 17:20:00+00
81	visitor 81	two\nlines\tand a tab	calm	\\x43ec517d68b6edd3015b3edc9a11367b	{a;b,NULL,"c\\"d"}	2026-11-01 17:27:00+00
82	visitor 82	a \\ backslash; and \\. and -- no comment	calm	\\x9778d5d219c5080b9a6a17bef029331c	{a;b,NULL,"c\\"d"}	2026-11-01 17:34:00+00
83	visitor 83	é ü 漢字 $$ 'quoted'	calm	\\xfe9fc289c3ff0af142b6d3bead98a923	{a;b,NULL,"c\\"d"}	2026-11-01 17:41:00+00
84	visitor 84		calm	\\x68d30a9594728bc39aa24be94b319d21	{a;b,NULL,"c\\"d"}	2026-11-01 17:48:00+00
85	visitor 85	\N	calm	\\x3ef815416f775098fe977004015c6193	{a;b,NULL,"c\\"d"}	2026-11-01 17:55:00+00
86	visitor 86	two\nlines\tand a tab	calm	\\x93db85ed909c13838ff95ccfa94cebd9	{a;b,NULL,"c\\"d"}	2026-11-01 18:02:00+00
87	visitor 87	a \\ backslash; and \\. and -- no comment	calm	\\xc7e1249ffc03eb9ded908c236bd1996d	{a;b,NULL,"c\\"d"}	2026-11-01 18:09:00+00
88	visitor 88	é ü 漢字 $$ 'quoted'	calm	\\x2a38a4a9316c49e5a833517c45d31070	{a;b,NULL,"c\\"d"}	2026-11-01 18:16:00+00
89	visitor 89		calm	\\x7647966b7343c29048673252e490f736	{a;b,NULL,"c\\"d"}	2026-11-01 18:23:00+00
90	visitor 90	\N	calm	\\x8613985ec49eb8f757ae6439e879bb2a	{a;b,NULL,"c\\"d"}	2026-11-01 18:30:00+00
91	visitor 91	two\nlines\tand a tab	calm	\\x54229abfcfa5649e7003b83dd4755294	{a;b,NULL,"c\\"d"}	2026-11-01 18:37:00+00
92	visitor 92	a \\ backslash; and \\. and -- no comment	calm	\\x92cc227532d17e56e07902b254dfad10	{a;b,NULL,"c\\"d"}	2026-11-01 18:44:00+00
93	visitor 93	é ü 漢字 $$ 'quoted'	calm	\\x98dce83da57b0395e163467c9dae521b	{a;b,NULL,"c\\"d"}	2026-11-01 18:51:00+00
94	visitor 94		calm	\\xf4b9ec30ad9f68f89b29639786cb62ef	{a;b,NULL,"c\\"d"}	2026-11-01 18:58:00+00
95	visitor 95	\N	calm	\\x812b4ba287f5ee0bc9d43bbf5bbe87fb	{a;b,NULL,"c\\"d"}	2026-11-01 19:05:00+00
96	visitor 96	two\nlines\tand a tab	calm	\\x26657d5ff9020d2abefe558796b99584	{a;b,NULL,"c\\"d"}	2026-11-01 19:12:00+00
97	visitor 97	a \\ backslash; and \\. and -- no comment	calm	\\xe2ef524fbf3d9fe611d5a8e90fefdc9c	{a;b,NULL,"c\\"d"}	2026-11-01 19:19:00+00
98	visitor 98	é ü 漢字 $$ 'quoted'	calm	\\xed3d2c21991e3bef5e069713af9fa6ca	{a;b,NULL,"c\\"d"}	2026-11-01 19:26:00+00
99	visitor 99		calm	\\xac627ab1ccbdb62ec96e702f07f6425b	{a;b,NULL,"c\\"d"}	2026-11-01 19:33:00+00
100	visitor 100	\N	calm	\\xf899139df5e1059396431415e770c6dd	{a;b,NULL,"c\\"d"}	2026-11-01 19:40:00+00
101	visitor 101	two\nlines\tand a tab	calm	\\x38b3eff8baf56627478ec76a704e9b52	{a;b,NULL,"c\\"d"}	2026-11-01 19:47:00+00
102	visitor 102	a \\ backslash; and \\. and -- no comment	calm	\\xec8956637a99787bd197eacd77acce5e	{a;b,NULL,"c\\"d"}	2026-11-01 19:54:00+00
103	visitor 103	é ü 漢字 $$ 'quoted'	calm	\\x6974ce5ac660610b44d9b9fed0ff9548	{a;b,NULL,"c\\"d"}	2026-11-01 20:01:00+00
104	visitor 104		calm	\\xc9e1074f5b3f9fc8ea15d152add07294	{a;b,NULL,"c\\"d"}	2026-11-01 20:08:00+00
105	visitor 105	\N	calm	\\x65b9eea6e1cc6bb9f0cd2a47751a186f	{a;b,NULL,"c\\"d"}	2026-11-01 20:15:00+00
106	visitor 106	two\nlines\tand a tab	calm	\\xf0935e4cd5920aa6c7c996a5ee53a70f	{a;b,NULL,"c\\"d"}	2026-11-01 20:22:00+00
107	visitor 107	a \\ backslash; and \\. and -- no comment	calm	\\xa97da629b098b75c294dffdc3e463904	{a;b,NULL,"c\\"d"}	2026-11-01 20:29:00+00
108	visitor 108	é ü 漢字 $$ 'quoted'	calm	\\xa3c65c2974270fd093ee8a9bf8ae7d0b	{a;b,NULL,"c\\"d"}	2026-11-01 20:36:00+00
109	visitor 109		calm	\\x2723d092b63885e0d7c260cc007e8b9d	{a;b,NULL,"c\\"d"}	2026-11-01 20:43:00+00
110	visitor 110	\N	calm	\\x5f93f983524def3dca464469d2cf9f3e	{a;b,NULL,"c\\"d"}	2026-11-01 20:50:00+00
111	visitor 111	two\nlines\tand a tab	calm	\\x698d51a19d8a121ce581499d7b701668	{a;b,NULL,"c\\"d"}	2026-11-01 20:57:00+00
112	visitor 112	a \\ backslash; and \\. and -- no comment	calm	\\x7f6ffaa6bb0b408017b62254211691b5	{a;b,NULL,"c\\"d"}	2026-11-01 21:04:00+00
113	visitor 113	é ü 漢字 $$ 'quoted'	calm	\\x73278a4a86960eeb576a8fd4c9ec6997	{a;b,NULL,"c\\"d"}	2026-11-01 21:11:00+00
114	visitor 114		calm	\\x5fd0b37cd7dbbb00f97ba6ce92bf5add	{a;b,NULL,"c\\"d"}	2026-11-01 21:18:00+00
115	visitor 115	\N	calm	\\x2b44928ae11fb9384c4cf38708677c48	{a;b,NULL,"c\\"d"}	2026-11-01 21:25:00+00
116	visitor 116	two\nlines\tand a tab	calm	\\xc45147dee729311ef5b5c3003946c48f	{a;b,NULL,"c\\"d"}	2026-11-01 21:32:00+00
117	visitor 117	a \\ backslash; and \\. and -- no comment	calm	\\xeb160de1de89d9058fcb0b968dbbbd68	{a;b,NULL,"c\\"d"}	2026-11-01 21:39:00+00
118	visitor 118	é ü 漢字 $$ 'quoted'	calm	\\x5ef059938ba799aaa845e1c2e8a762bd	{a;b,NULL,"c\\"d"}	2026-11-01 21:46:00+00
119	visitor 119		calm	\\x07e1cd7dca89a1678042477183b7ac3f	{a;b,NULL,"c\\"d"}	2026-11-01 21:53:00+00
120	visitor 120	\N	calm	\\xda4fb5c6e93e74d3df8527599fa62642	{a;b,NULL,"c\\"d"}	2026-11-01 22:00:00+00
121	visitor 121	two\nlines\tand a tab	calm	\\x4c56ff4ce4aaf9573aa5dff913df997a	{a;b,NULL,"c\\"d"}	2026-11-01 22:07:00+00
122	visitor 122	a \\ backslash; and \\. and -- no comment	calm	\\xa0a080f42e6f13b3a2df133f073095dd	{a;b,NULL,"c\\"d"}	2026-11-01 22:14:00+00
123	visitor 123	é ü 漢字 $$ 'quoted'	calm	\\x202cb962ac59075b964b07152d234b70	{a;b,NULL,"c\\"d"}	2026-11-01 22:21:00+00
124	visitor 124		calm	\\xc8ffe9a587b126f152ed3d89a146b445	{a;b,NULL,"c\\"d"}	2026-11-01 22:28:00+00
125	visitor 125	\N	calm	\\x3def184ad8f4755ff269862ea77393dd	{a;b,NULL,"c\\"d"}	2026-11-01 22:35:00+00
126	visitor 126	two\nlines\tand a tab	calm	\\x069059b7ef840f0c74a814ec9237b6ec	{a;b,NULL,"c\\"d"}	2026-11-01 22:42:00+00
127	visitor 127	a \\ backslash; and \\. and -- no comment	calm	\\xec5decca5ed3d6b8079e2e7e7bacc9f2	{a;b,NULL,"c\\"d"}	2026-11-01 22:49:00+00
128	visitor 128	é ü 漢字 $$ 'quoted'	calm	\\x76dc611d6ebaafc66cc0879c71b5db5c	{a;b,NULL,"c\\"d"}	2026-11-01 22:56:00+00
129	visitor 129		calm	\\xd1f491a404d6854880943e5c3cd9ca25	{a;b,NULL,"c\\"d"}	2026-11-01 23:03:00+00
130	visitor 130	\N	calm	\\x9b8619251a19057cff70779273e95aa6	{a;b,NULL,"c\\"d"}	2026-11-01 23:10:00+00
131	visitor 131	two\nlines\tand a tab	calm	\\x1afa34a7f984eeabdbb0a7d494132ee5	{a;b,NULL,"c\\"d"}	2026-11-01 23:17:00+00
132	visitor 132	a \\ backslash; and \\. and -- no comment	calm	\\x65ded5353c5ee48d0b7d48c591b8f430	{a;b,NULL,"c\\"d"}	2026-11-01 23:24:00+00
133	visitor 133	é ü 漢字 $$ 'quoted'	calm	\\x9fc3d7152ba9336a670e36d0ed79bc43	{a;b,NULL,"c\\"d"}	2026-11-01 23:31:00+00
134	visitor 134		calm	\\x02522a2b2726fb0a03bb19f2d8d9524d	{a;b,NULL,"c\\"d"}	2026-11-01 23:38:00+00
135	visitor 135	\N	calm	\\x7f1de29e6da19d22b51c68001e7e0e54	{a;b,NULL,"c\\"d"}	2026-11-01 23:45:00+00
136	visitor 136	two\nlines\tand a tab	calm	\\x42a0e188f5033bc65bf8d78622277c4e	{a;b,NULL,"c\\"d"}	2026-11-01 23:52:00+00
137	visitor 137	a \\ backslash; and \\. and -- no comment	calm	\\x3988c7f88ebcb58c6ce932b957b6f332	{a;b,NULL,"c\\"d"}	2026-11-01 23:59:00+00
138	visitor 138	é ü 漢字 $$ 'quoted'	calm	\\x013d407166ec4fa56eb1e1f8cbe183b9	{a;b,NULL,"c\\"d"}	2026-11-02 00:06:00+00
139	visitor 139		calm	\\xe00da03b685a0dd18fb6a08af0923de0	{a;b,NULL,"c\\"d"}	2026-11-02 00:13:00+00
140	visitor 140	\N	calm	\\x1385974ed5904a438616ff7bdb3f7439	{a;b,NULL,"c\\"d"}	2026-11-02 00:20:00+00
141	visitor 141	two\nlines\tand a tab	calm	\\x0f28b5d49b3020afeecd95b4009adf4c	{a;b,NULL,"c\\"d"}	2026-11-02 00:27:00+00
142	visitor 142	a \\ backslash; and \\. and -- no comment	calm	\\xa8baa56554f96369ab93e4f3bb068c22	{a;b,NULL,"c\\"d"}	2026-11-02 00:34:00+00
143	visitor 143	é ü 漢字 $$ 'quoted'	calm	\\x903ce9225fca3e988c2af215d4e544d3	{a;b,NULL,"c\\"d"}	2026-11-02 00:41:00+00
144	visitor 144		calm	\\x0a09c8844ba8f0936c20bd791130d6b6	{a;b,NULL,"c\\"d"}	2026-11-02 00:48:00+00
145	visitor 145	\N	calm	\\x2b24d495052a8ce66358eb576b8912c8	{a;b,NULL,"c\\"d"}	2026-11-02 00:55:00+00
146	visitor 146	two\nlines\tand a tab	calm	\\xa5e00132373a7031000fd987a3c9f87b	{a;b,NULL,"c\\"d"}	2026-11-02 01:02:00+00
147	visitor 147	a \\ backslash; and \\. and -- no comment	calm	\\x8d5e957f297893487bd98fa830fa6413	{a;b,NULL,"c\\"d"}	2026-11-02 01:09:00+00
148	visitor 148	é ü 漢字 $$ 'quoted'	calm	\\x47d1e990583c9c67424d369f3414728e	{a;b,NULL,"c\\"d"}	2026-11-02 01:16:00+00
149	visitor 149		calm	\\xf2217062e9a397a1dca429e7d70bc6ca	{a;b,NULL,"c\\"d"}	2026-11-02 01:23:00+00
150	visitor 150	\N	calm	\\x7ef605fc8dba5425d6965fbd4c8fbe1f	{a;b,NULL,"c\\"d"}	2026-11-02 01:30:00+00
151	visitor 151	two\nlines\tand a tab	calm	\\xa8f15eda80c50adb0e71943adc8015cf	{a;b,NULL,"c\\"d"}	2026-11-02 01:37:00+00
152	visitor 152	a \\ backslash; and \\. and -- no comment	calm	\\x37a749d808e46495a8da1e5352d03cae	{a;b,NULL,"c\\"d"}	2026-11-02 01:44:00+00
153	visitor 153	é ü 漢字 $$ 'quoted'	calm	\\xb3e3e393c77e35a4a3f3cbd1e429b5dc	{a;b,NULL,"c\\"d"}	2026-11-02 01:51:00+00
154	visitor 154		calm	\\x1d7f7abc18fcb43975065399b0d1e48e	{a;b,NULL,"c\\"d"}	2026-11-02 01:58:00+00
155	visitor 155	\N	calm	\\x2a79ea27c279e471f4d180b08d62b00a	{a;b,NULL,"c\\"d"}	2026-11-02 02:05:00+00
156	visitor 156	two\nlines\tand a tab	calm	\\x1c9ac0159c94d8d0cbedc973445af2da	{a;b,NULL,"c\\"d"}	2026-11-02 02:12:00+00
157	visitor 157	a \\ backslash; and \\. and -- no comment	calm	\\x6c4b761a28b734fe93831e3fb400ce87	{a;b,NULL,"c\\"d"}	2026-11-02 02:19:00+00
158	visitor 158	é ü 漢字 $$ 'quoted'	calm	\\x06409663226af2f3114485aa4e0a23b4	{a;b,NULL,"c\\"d"}	2026-11-02 02:26:00+00
159	visitor 159		calm	\\x140f6969d5213fd0ece03148e62e461e	{a;b,NULL,"c\\"d"}	2026-11-02 02:33:00+00
160	visitor 160	\N	calm	\\xb73ce398c39f506af761d2277d853a92	{a;b,NULL,"c\\"d"}	2026-11-02 02:40:00+00
161	visitor 161	two\nlines\tand a tab	calm	\\xbd4c9ab730f5513206b999ec0d90d1fb	{a;b,NULL,"c\\"d"}	2026-11-02 02:47:00+00
162	visitor 162	a \\ backslash; and \\. and -- no comment	calm	\\x82aa4b0af34c2313a562076992e50aa3	{a;b,NULL,"c\\"d"}	2026-11-02 02:54:00+00
163	visitor 163	é ü 漢字 $$ 'quoted'	calm	\\x0777d5c17d4066b82ab86dff8a46af6f	{a;b,NULL,"c\\"d"}	2026-11-02 03:01:00+00
164	visitor 164		calm	\\xfa7cdfad1a5aaf8370ebeda47a1ff1c3	{a;b,NULL,"c\\"d"}	2026-11-02 03:08:00+00
165	visitor 165	\N	calm	\\x9766527f2b5d3e95d4a733fcfb77bd7e	{a;b,NULL,"c\\"d"}	2026-11-02 03:15:00+00
166	visitor 166	two\nlines\tand a tab	calm	\\x7e7757b1e12abcb736ab9a754ffb617a	{a;b,NULL,"c\\"d"}	2026-11-02 03:22:00+00
167	visitor 167	a \\ backslash; and \\. and -- no comment	calm	\\x5878a7ab84fb43402106c575658472fa	{a;b,NULL,"c\\"d"}	2026-11-02 03:29:00+00
168	visitor 168	é ü 漢字 $$ 'quoted'	calm	\\x006f52e9102a8d3be2fe5614f42ba989	{a;b,NULL,"c\\"d"}	2026-11-02 03:36:00+00
169	visitor 169		calm	\\x3636638817772e42b59d74cff571fbb3	{a;b,NULL,"c\\"d"}	2026-11-02 03:43:00+00
170	visitor 170	\N	calm	\\x149e9677a5989fd342ae44213df68868	{a;b,NULL,"c\\"d"}	2026-11-02 03:50:00+00
171	visitor 171	two\nlines\tand a tab	calm	\\xa4a042cf4fd6bfb47701cbc8a1653ada	{a;b,NULL,"c\\"d"}	2026-11-02 03:57:00+00
172	visitor 172	a \\ backslash; and \\. and -- no comment	calm	\\x1ff8a7b5dc7a7d1f0ed65aaa29c04b1e	{a;b,NULL,"c\\"d"}	2026-11-02 04:04:00+00
173	visitor 173	é ü 漢字 $$ 'quoted'	calm	\\xf7e6c85504ce6e82442c770f7c8606f0	{a;b,NULL,"c\\"d"}	2026-11-02 04:11:00+00
174	visitor 174		calm	\\xbf8229696f7a3bb4700cfddef19fa23f	{a;b,NULL,"c\\"d"}	2026-11-02 04:18:00+00
175	visitor 175	\N	calm	\\x82161242827b703e6acf9c726942a1e4	{a;b,NULL,"c\\"d"}	2026-11-02 04:25:00+00
176	visitor 176	two\nlines\tand a tab	calm	\\x38af86134b65d0f10fe33d30dd76442e	{a;b,NULL,"c\\"d"}	2026-11-02 04:32:00+00
177	visitor 177	a \\ backslash; and \\. and -- no comment	calm	\\x96da2f590cd7246bbde0051047b0d6f7	{a;b,NULL,"c\\"d"}	2026-11-02 04:39:00+00
178	visitor 178	é ü 漢字 $$ 'quoted'	calm	\\x8f85517967795eeef66c225f7883bdcb	{a;b,NULL,"c\\"d"}	2026-11-02 04:46:00+00
179	visitor 179		calm	\\x8f53295a73878494e9bc8dd6c3c7104f	{a;b,NULL,"c\\"d"}	2026-11-02 04:53:00+00
180	visitor 180	\N	calm	\\x045117b0e0a11a242b9765e79cbf113f	{a;b,NULL,"c\\"d"}	2026-11-02 05:00:00+00
181	visitor 181	two\nlines\tand a tab	calm	\\xfc221309746013ac554571fbd180e1c8	{a;b,NULL,"c\\"d"}	2026-11-02 05:07:00+00
182	visitor 182	a \\ backslash; and \\. and -- no comment	calm	\\x4c5bde74a8f110656874902f07378009	{a;b,NULL,"c\\"d"}	2026-11-02 05:14:00+00
183	visitor 183	é ü 漢字 $$ 'quoted'	calm	\\xcedebb6e872f539bef8c3f919874e9d7	{a;b,NULL,"c\\"d"}	2026-11-02 05:21:00+00
184	visitor 184		calm	\\x6cdd60ea0045eb7a6ec44c54d29ed402	{a;b,NULL,"c\\"d"}	2026-11-02 05:28:00+00
185	visitor 185	\N	calm	\\xeecca5b6365d9607ee5a9d336962c534	{a;b,NULL,"c\\"d"}	2026-11-02 05:35:00+00
186	visitor 186	two\nlines\tand a tab	calm	\\x9872ed9fc22fc182d371c3e9ed316094	{a;b,NULL,"c\\"d"}	2026-11-02 05:42:00+00
187	visitor 187	a \\ backslash; and \\. and -- no comment	calm	\\x31fefc0e570cb3860f2a6d4b38c6490d	{a;b,NULL,"c\\"d"}	2026-11-02 05:49:00+00
188	visitor 188	é ü 漢字 $$ 'quoted'	calm	\\x9dcb88e0137649590b755372b040afad	{a;b,NULL,"c\\"d"}	2026-11-02 05:56:00+00
189	visitor 189		calm	\\xa2557a7b2e94197ff767970b67041697	{a;b,NULL,"c\\"d"}	2026-11-02 06:03:00+00
190	visitor 190	\N	calm	\\xcfecdb276f634854f3ef915e2e980c31	{a;b,NULL,"c\\"d"}	2026-11-02 06:10:00+00
191	visitor 191	two\nlines\tand a tab	calm	\\x0aa1883c6411f7873cb83dacb17b0afc	{a;b,NULL,"c\\"d"}	2026-11-02 06:17:00+00
192	visitor 192	a \\ backslash; and \\. and -- no comment	calm	\\x58a2fc6ed39fd083f55d4182bf88826d	{a;b,NULL,"c\\"d"}	2026-11-02 06:24:00+00
193	visitor 193	é ü 漢字 $$ 'quoted'	calm	\\xbd686fd640be98efaae0091fa301e613	{a;b,NULL,"c\\"d"}	2026-11-02 06:31:00+00
194	visitor 194		calm	\\xa597e50502f5ff68e3e25b9114205d4a	{a;b,NULL,"c\\"d"}	2026-11-02 06:38:00+00
195	visitor 195	\N	calm	\\x0336dcbab05b9d5ad24f4333c7658a0e	{a;b,NULL,"c\\"d"}	2026-11-02 06:45:00+00
196	visitor 196	two\nlines\tand a tab	calm	\\x084b6fbb10729ed4da8c3d3f5a3ae7c9	{a;b,NULL,"c\\"d"}	2026-11-02 06:52:00+00
197	visitor 197	a \\ backslash; and \\. and -- no comment	calm	\\x85d8ce590ad8981ca2c8286f79f59954	{a;b,NULL,"c\\"d"}	2026-11-02 06:59:00+00
198	visitor 198	é ü 漢字 $$ 'quoted'	calm	\\x0e65972dce68dad4d52d063967f0a705	{a;b,NULL,"c\\"d"}	2026-11-02 07:06:00+00
199	visitor 199		calm	\\x84d9ee44e457ddef7f2c4f25dc8fa865	{a;b,NULL,"c\\"d"}	2026-11-02 07:13:00+00
200	visitor 200	\N	calm	\\x3644a684f98ea8fe223c713b77189a77	{a;b,NULL,"c\\"d"}	2026-11-02 07:20:00+00
201	visitor 201	two\nlines\tand a tab	calm	\\x757b505cfd34c64c85ca5b5690ee5293	{a;b,NULL,"c\\"d"}	2026-11-02 07:27:00+00
202	visitor 202	a \\ backslash; and \\. and -- no comment	calm	\\x854d6fae5ee42911677c739ee1734486	{a;b,NULL,"c\\"d"}	2026-11-02 07:34:00+00
203	visitor 203	é ü 漢字 $$ 'quoted'	calm	\\xe2c0be24560d78c5e599c2a9c9d0bbd2	{a;b,NULL,"c\\"d"}	2026-11-02 07:41:00+00
204	visitor 204		calm	\\x274ad4786c3abca69fa097b85867d9a4	{a;b,NULL,"c\\"d"}	2026-11-02 07:48:00+00
205	visitor 205	\N	calm	\\xeae27d77ca20db309e056e3d2dcd7d69	{a;b,NULL,"c\\"d"}	2026-11-02 07:55:00+00
206	visitor 206	two\nlines\tand a tab	calm	\\x7eabe3a1649ffa2b3ff8c02ebfd5659f	{a;b,NULL,"c\\"d"}	2026-11-02 08:02:00+00
207	visitor 207	a \\ backslash; and \\. and -- no comment	calm	\\x69adc1e107f7f7d035d7baf04342e1ca	{a;b,NULL,"c\\"d"}	2026-11-02 08:09:00+00
208	visitor 208	é ü 漢字 $$ 'quoted'	calm	\\x091d584fced301b442654dd8c23b3fc9	{a;b,NULL,"c\\"d"}	2026-11-02 08:16:00+00
209	visitor 209		calm	\\xb1d10e7bafa4421218a51b1e1f1b0ba2	{a;b,NULL,"c\\"d"}	2026-11-02 08:23:00+00
210	visitor 210	\N	calm	\\x6f3ef77ac0e3619e98159e9b6febf557	{a;b,NULL,"c\\"d"}	2026-11-02 08:30:00+00
211	visitor 211	two\nlines\tand a tab	calm	\\xeb163727917cbba1eea208541a643e74	{a;b,NULL,"c\\"d"}	2026-11-02 08:37:00+00
212	visitor 212	a \\ backslash; and \\. and -- no comment	calm	\\x1534b76d325a8f591b52d302e7181331	{a;b,NULL,"c\\"d"}	2026-11-02 08:44:00+00
213	visitor 213	é ü 漢字 $$ 'quoted'	calm	\\x979d472a84804b9f647bc185a877a8b5	{a;b,NULL,"c\\"d"}	2026-11-02 08:51:00+00
214	visitor 214		calm	\\xca46c1b9512a7a8315fa3c5a946e8265	{a;b,NULL,"c\\"d"}	2026-11-02 08:58:00+00
215	visitor 215	\N	calm	\\x3b8a614226a953a8cd9526fca6fe9ba5	{a;b,NULL,"c\\"d"}	2026-11-02 09:05:00+00
216	visitor 216	two\nlines\tand a tab	calm	\\x45fbc6d3e05ebd93369ce542e8f2322d	{a;b,NULL,"c\\"d"}	2026-11-02 09:12:00+00
217	visitor 217	a \\ backslash; and \\. and -- no comment	calm	\\x63dc7ed1010d3c3b8269faf0ba7491d4	{a;b,NULL,"c\\"d"}	2026-11-02 09:19:00+00
218	visitor 218	é ü 漢字 $$ 'quoted'	calm	\\xe96ed478dab8595a7dbda4cbcbee168f	{a;b,NULL,"c\\"d"}	2026-11-02 09:26:00+00
219	visitor 219		calm	\\xc0e190d8267e36708f955d7ab048990d	{a;b,NULL,"c\\"d"}	2026-11-02 09:33:00+00
220	visitor 220	\N	calm	\\xec8ce6abb3e952a85b8551ba726a1227	{a;b,NULL,"c\\"d"}	2026-11-02 09:40:00+00
221	visitor 221	two\nlines\tand a tab	calm	\\x060ad92489947d410d897474079c1477	{a;b,NULL,"c\\"d"}	2026-11-02 09:47:00+00
222	visitor 222	a \\ backslash; and \\. and -- no comment	calm	\\xbcbe3365e6ac95ea2c0343a2395834dd	{a;b,NULL,"c\\"d"}	2026-11-02 09:54:00+00
223	visitor 223	é ü 漢字 $$ 'quoted'	calm	\\x115f89503138416a242f40fb7d7f338e	{a;b,NULL,"c\\"d"}	2026-11-02 10:01:00+00
224	visitor 224		calm	\\x13fe9d84310e77f13a6d184dbf1232f3	{a;b,NULL,"c\\"d"}	2026-11-02 10:08:00+00
225	visitor 225	\N	calm	\\xd1c38a09acc34845c6be3a127a5aacaf	{a;b,NULL,"c\\"d"}	2026-11-02 10:15:00+00
226	visitor 226	two\nlines\tand a tab	calm	\\x9cfdf10e8fc047a44b08ed031e1f0ed1	{a;b,NULL,"c\\"d"}	2026-11-02 10:22:00+00
227	visitor 227	a \\ backslash; and \\. and -- no comment	calm	\\x705f2172834666788607efbfca35afb3	{a;b,NULL,"c\\"d"}	2026-11-02 10:29:00+00
228	visitor 228	é ü 漢字 $$ 'quoted'	calm	\\x74db120f0a8e5646ef5a30154e9f6deb	{a;b,NULL,"c\\"d"}	2026-11-02 10:36:00+00
229	visitor 229		calm	\\x57aeee35c98205091e18d1140e9f38cf	{a;b,NULL,"c\\"d"}	2026-11-02 10:43:00+00
230	visitor 230	\N	calm	\\x6da9003b743b65f4c0ccd295cc484e57	{a;b,NULL,"c\\"d"}	2026-11-02 10:50:00+00
231	visitor 231	two\nlines\tand a tab	calm	\\x9b04d152845ec0a378394003c96da594	{a;b,NULL,"c\\"d"}	2026-11-02 10:57:00+00
232	visitor 232	a \\ backslash; and \\. and -- no comment	calm	\\xbe83ab3ecd0db773eb2dc1b0a17836a1	{a;b,NULL,"c\\"d"}	2026-11-02 11:04:00+00
233	visitor 233	é ü 漢字 $$ 'quoted'	calm	\\xe165421110ba03099a1c0393373c5b43	{a;b,NULL,"c\\"d"}	2026-11-02 11:11:00+00
234	visitor 234		calm	\\x289dff07669d7a23de0ef88d2f7129e7	{a;b,NULL,"c\\"d"}	2026-11-02 11:18:00+00
235	visitor 235	\N	calm	\\x577ef1154f3240ad5b9b413aa7346a1e	{a;b,NULL,"c\\"d"}	2026-11-02 11:25:00+00
236	visitor 236	two\nlines\tand a tab	calm	\\x01161aaa0b6d1345dd8fe4e481144d84	{a;b,NULL,"c\\"d"}	2026-11-02 11:32:00+00
237	visitor 237	a \\ backslash; and \\. and -- no comment	calm	\\x539fd53b59e3bb12d203f45a912eeaf2	{a;b,NULL,"c\\"d"}	2026-11-02 11:39:00+00
238	visitor 238	é ü 漢字 $$ 'quoted'	calm	\\xac1dd209cbcc5e5d1c6e28598e8cbbe8	{a;b,NULL,"c\\"d"}	2026-11-02 11:46:00+00
239	visitor 239		calm	\\x555d6702c950ecb729a966504af0a635	{a;b,NULL,"c\\"d"}	2026-11-02 11:53:00+00
240	visitor 240	\N	calm	\\x335f5352088d7d9bf74191e006d8e24c	{a;b,NULL,"c\\"d"}	2026-11-02 12:00:00+00
\.


--
-- Name: visits_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.visits_id_seq', 240, true);


--
-- Name: Order; Lines Order; Lines_pkey; Type: CONSTRAINT; Schema: billing; Owner: visitor_app
--

ALTER TABLE ONLY billing."Order; Lines"
    ADD CONSTRAINT "Order; Lines_pkey" PRIMARY KEY ("the id");


--
-- Name: visits visits_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (id);


--
-- Name: visits_at; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX visits_at ON public.visits USING btree (at);


--
-- Name: visits noted; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER noted BEFORE UPDATE ON public.visits FOR EACH ROW EXECUTE FUNCTION public.noted();


--
-- Name: Order; Lines Order; Lines_visit_fkey; Type: FK CONSTRAINT; Schema: billing; Owner: visitor_app
--

ALTER TABLE ONLY billing."Order; Lines"
    ADD CONSTRAINT "Order; Lines_visit_fkey" FOREIGN KEY (visit) REFERENCES public.visits(id);


--
-- Name: visits own; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY own ON public.visits TO visitor_app USING ((name = CURRENT_USER));


--
-- Name: visits; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.visits ENABLE ROW LEVEL SECURITY;

--
-- Name: TABLE visits; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.visits TO visitor_app;


--
-- Name: totals; Type: MATERIALIZED VIEW DATA; Schema: billing; Owner: postgres
--

REFRESH MATERIALIZED VIEW billing.totals;


--
-- PostgreSQL database dump complete
--

\unrestrict MZ3BUb7o8wDzfX3uKCKr4b9Fj9mp3jdBbEhwa4HtX87QnVFuLJMvxwuCyKltihW

